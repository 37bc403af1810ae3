"""Autumn."""

import tides


def test_highest(heights):
    assert tides.highest(heights, 3_000_000, 3_100_000) <= 3


def test_not_negative(heights):
    assert min(heights[::1_000]) >= 1
