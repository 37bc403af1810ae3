"""Simulations with chance."""

import random


def walk(steps, dice=random):
    position, path = 0, []
    for _ in range(steps):
        position += dice.choice((-1, 1))
        path.append((position, dice.random()))
    return path


def outcomes(trials):
    return [len(walk(random.randrange(1, 20))) for _ in range(trials)]
