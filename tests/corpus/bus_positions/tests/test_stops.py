"""Stops on the way."""

import time

import pytest

from positions import distance


@pytest.mark.parametrize("stop", range(12))
def test_next_stop(stop):
    time.sleep(0.15)
    assert distance((stop, 0), (stop + 1, 0)) == 1
