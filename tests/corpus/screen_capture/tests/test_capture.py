"""Frames have the size of the screen."""

import pytest


class Frames:
    size = (0, 0)

    def test_size(self, screen):
        assert {len(frame) for frame in screen} == {self.size[0] * self.size[1] * 3}

    def test_count(self, screen):
        assert len(screen) == 4

    def test_frames_differ(self, screen):
        assert screen[0] != screen[1]


@pytest.mark.usefixtures("screen")
class TestPortrait(Frames):
    size = (720, 1280)


@pytest.mark.usefixtures("screen")
class TestLandscape(Frames):
    size = (1280, 720)


@pytest.mark.usefixtures("screen")
class TestSquare(Frames):
    size = (900, 900)


def test_pixels():
    assert 1280 * 720 == 921_600
