"""Decodes streams into buffers outside of Python's heap."""

import mmap

BUFFERS = []


def decode(frames, size):
    buffer = mmap.mmap(-1, frames * size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    for frame in range(frames):
        buffer.write(bytes([frame % 255 + 1]) * size)
    BUFFERS.append(buffer)
    return buffer


def checksum(buffer, size):
    return sum(buffer[::size])
