"""Hashes of many images."""

import pytest

import hashes


@pytest.mark.parametrize("pair, distance", [(("ab", "ab"), 0), (("ab", "ac"), 1)])
def test_near(pair, distance):
    assert hashes.near(*pair) == distance


@pytest.mark.parametrize("count", [4, 20, 60, 100])
def test_many(count):
    found = hashes.digests(range(count), 1024 * 1024)
    assert found[3] == hashes.digest(3, 1024 * 1024)


def test_same_image_twice():
    one, two = hashes.digests([5, 5], 4096)
    assert one == two


@pytest.mark.parametrize("size", [256, 4 * 1024 * 1024])
def test_size(size):
    assert len(hashes.image(1, size)) == size
