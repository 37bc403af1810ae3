"""Spring."""

import pytest

import tides


@pytest.mark.parametrize("start", range(0, 1_000_000, 100_000))
def test_highest(heights, start):
    assert 1 <= tides.highest(heights, start, start + 50_000) <= 3
