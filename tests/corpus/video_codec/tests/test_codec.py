"""Frames go in, bytes come out."""

import pytest

from codec import Encoder


class TestEncode:
    @pytest.mark.parametrize("width,height", [(640, 480), (1280, 720), (1920, 1080)])
    def test_frame(self, width, height):
        assert Encoder(width, height).encode(b"abcdefgh" * 10) == b"abcdefgh"

    def test_closed(self):
        encoder = Encoder(1920, 1080)
        encoder.encode(b"12345678")
        encoder.close()


def test_round_trip():
    encoders = [Encoder(400, 300) for _ in range(6)]
    assert {encoder.encode(b"--------") for encoder in encoders} == {b"--------"}


def test_sizes():
    assert 1920 * 1080 == 2_073_600
