"""Users for the tests."""

import random

from sessions import backend


def logged_in(name):
    dice = random.Random(name)
    profile = {f"key-{n}": dice.random() for n in range(16_000)}
    return backend.open_session(name, profile)
