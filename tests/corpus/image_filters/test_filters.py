"""Small pictures, and two large ones."""

import numpy
import pytest

import filters


@pytest.mark.parametrize("size", [8, 16, 32, 64])
def test_blur_keeps_the_mean_about(size):
    pixels = filters.picture(size, size)
    assert abs(filters.blur(pixels).mean() - pixels.mean()) < 0.1


@pytest.mark.parametrize("side", [3_000, 3_500])
def test_large_picture(side):
    pixels = filters.picture(side, side)
    stacked = numpy.stack([pixels, filters.blur(pixels)])
    assert stacked.shape == (2, side, side)


@pytest.mark.parametrize("level", [0.0, 0.25, 0.5, 1.0])
def test_threshold(level):
    assert filters.threshold(filters.picture(16, 16), level).max() <= 1


def test_blur_of_nothing_changes_nothing():
    assert (filters.blur(numpy.zeros((4, 4))) == 0).all()
