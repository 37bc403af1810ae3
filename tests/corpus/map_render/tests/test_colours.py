"""Colours by height."""

import pytest


@pytest.mark.parametrize("height,colour", [(0, "blue"), (10, "green"), (90, "white")])
def test_colour(height, colour):
    assert colour == ("blue" if height < 1 else "green" if height < 50 else "white")
