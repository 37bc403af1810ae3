"""The reference that panels are compared with."""

import numpy as np


def reference(bases):
    """Bases as numbers, and for each place what is found around it."""
    numbers = np.arange(bases, dtype=np.int64) * 7919 % 4
    around = np.stack([np.roll(numbers, shift) for shift in range(-3, 4)], axis=1)
    return numbers, around


def share(numbers, base):
    return float((numbers == base).mean())
