"""A landscape."""

import pytest

import terrain as maps


@pytest.fixture(scope="module")
def terrain():
    return maps.heights(3_300)
