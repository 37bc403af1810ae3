"""Frames are written and read."""

import pytest

from ring import Ring


class TestRing:
    @pytest.mark.parametrize("frames", [4, 8, 12])
    def test_write(self, frames):
        ring = Ring(frames, 640 * 480)
        for number in range(frames):
            ring.write(number, number + 1)
        assert ring.read(frames - 1) == frames

    def test_close(self):
        ring = Ring(2, 1_000_000)
        ring.write(0, 1)
        ring.close()


def test_two_rings():
    rings = [Ring(5, 640 * 480) for _ in range(2)]
    for ring in rings:
        for number in range(5):
            ring.write(number, 7)
    assert [ring.read(3) for ring in rings] == [7, 7]


def test_offsets():
    assert [number % 4 for number in range(6)] == [0, 1, 2, 3, 0, 1]
