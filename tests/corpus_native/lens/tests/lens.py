"""Lenses."""
import functools

import numpy as np

HISTORY = []


def remember(size):
    HISTORY.append(np.full(size, 1.5))
    return len(HISTORY)


@functools.cache
def table():
    return np.arange(3_000_000)
