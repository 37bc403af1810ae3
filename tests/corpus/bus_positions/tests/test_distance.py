"""Distances, before anything moves."""

import time

import pytest

from positions import distance


@pytest.mark.parametrize("n", range(4))
def test_distance(n):
    time.sleep(0.1)
    assert distance((0, n), (n, 0)) == 2 * n
