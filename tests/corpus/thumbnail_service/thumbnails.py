"""Thumbnails of pictures."""

import functools
import hashlib


@functools.lru_cache(maxsize=12)
def thumbnail(name, width):
    """The pixels of a small picture."""
    seed = hashlib.sha256(f"{name}/{width}".encode()).digest()
    return seed * (width * 64)


def size(name, width):
    return len(thumbnail(name, width))
