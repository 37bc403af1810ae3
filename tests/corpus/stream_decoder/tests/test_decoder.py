"""Frames."""

import pytest

import decoder


@pytest.mark.parametrize("frames", [20, 30, 40])
def test_decode(frames):
    buffer = decoder.decode(frames, 120_000)
    assert decoder.checksum(buffer, 120_000) == sum(range(1, frames + 1))


def test_temporary_buffer():
    buffer = decoder.decode(10, 100_000)
    decoder.BUFFERS.remove(buffer)
    buffer.close()


def test_sum():
    assert sum(range(1, 4)) == 6
