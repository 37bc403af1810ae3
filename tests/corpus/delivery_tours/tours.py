"""Tours of delivery vans."""

import numpy as np


def stops(count, seed):
    return np.random.default_rng(seed).random((count, 2)) * 30


def longest_way(stops):
    """Between any two stops, in kilometres."""
    ways = np.sqrt(((stops[:, None, :] - stops[None, :, :]) ** 2).sum(axis=2))
    return float(ways.max())


def tour(stops):
    """The length of the tour that always goes to the nearest stop."""
    left = list(range(1, len(stops)))
    here, length = stops[0], 0.0
    while left:
        ways = np.hypot(*(stops[left] - here).T)
        nearest = int(ways.argmin())
        length += float(ways[nearest])
        here = stops[left.pop(nearest)]
    return length
