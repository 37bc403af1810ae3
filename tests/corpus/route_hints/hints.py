"""Hints on routes. The latest are at hand, older ones are worked out again."""

import functools
from collections import deque

LATEST = deque(maxlen=16)


@functools.lru_cache(maxsize=14)
def hints(start, end):
    """What a driver hears on the way."""
    return [f"{start}-{end}: after {n * 50} metres keep {'left' if n % 2 else 'right'}" for n in range(9_000)]


def drive(start, end):
    heard = hints(start, end)
    LATEST.append(bytes(400_000))
    return len(heard)
