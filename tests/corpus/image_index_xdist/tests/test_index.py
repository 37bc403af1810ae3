"""The index."""

import pytest

import index


@pytest.mark.parametrize("name", ["cats", "dogs", "birds", "fish", "cars", "boats"])
def test_add(name):
    assert index.add(name, 32, 2_500) == 2_500


@pytest.mark.parametrize("n", range(10))
def test_similar(n):
    assert index.similar((1, n), (n, 1)) == 2 * n
