"""A suite for pytest-monitor: it writes down what passes."""
import time

import pytest

HOARD = []


def test_small():
    assert 1 + 1 == 2


@pytest.mark.parametrize("mib", [8, 24])
def test_big(mib):
    data = bytearray(mib << 20)
    time.sleep(0.15)
    assert len(data) == mib << 20


class TestHoard:
    def test_keeps(self):
        HOARD.append(bytearray(16 << 20))
        time.sleep(0.15)


def test_fails():
    assert False
