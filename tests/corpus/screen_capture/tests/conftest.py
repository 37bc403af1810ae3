"""Frames of a screen, taken once per class."""

import pytest


@pytest.fixture(scope="class")
def screen(request):
    width, height = request.cls.size
    request.cls.frames = [bytes([n % 251 + 1]) * (width * height * 3) for n in range(4)]
    return request.cls.frames
