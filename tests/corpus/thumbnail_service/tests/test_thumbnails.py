"""Sizes of thumbnails."""

import pytest

import thumbnails

NAMES = [f"holiday-{n}.jpg" for n in range(40)]


@pytest.mark.parametrize("name", NAMES)
def test_wide(name):
    assert thumbnails.size(name, 400) == 32 * 400 * 64


def test_same_name_same_pixels():
    assert thumbnails.thumbnail("a", 10) == thumbnails.thumbnail("a", 10)


def test_other_name_other_pixels():
    assert thumbnails.thumbnail("a", 10) != thumbnails.thumbnail("b", 10)
