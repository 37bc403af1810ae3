"""Drives between many places."""

import pytest

import hints

PLACES = ["harbour", "airport", "castle", "zoo"]


@pytest.mark.parametrize("start", PLACES)
@pytest.mark.parametrize("end", ["north", "east", "south", "west", "centre", "hill"])
def test_drive(start, end):
    assert hints.drive(start, end) == 9_000
