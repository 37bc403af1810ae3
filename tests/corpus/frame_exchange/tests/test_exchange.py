"""Frames are handed over and encoded."""

import os

import pytest

import exchange

SIZES = {"sd": (720, 576), "hd": (1280, 720), "full hd": (1920, 1080)}


@pytest.mark.parametrize("size", SIZES)
def test_encoded(size):
    width, height = SIZES[size]
    assert exchange.encode(exchange.hand_over(width, height, 200)) == width * height


@pytest.mark.parametrize("value", [0, 127, 255])
def test_grey(value):
    with open(exchange.hand_over(1280, 720, value), "rb") as frame:
        assert set(frame.read(3)) == {value}


class TestFiles:
    def test_size(self):
        assert os.path.getsize(exchange.hand_over(1920, 1080, 1)) == 1920 * 1080 * 3

    def test_small_frame(self):
        assert exchange.encode(exchange.hand_over(16, 16, 1)) == 256
