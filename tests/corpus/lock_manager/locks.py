"""Named locks."""

import threading

_LOCKS = {}


def lock(name):
    return _LOCKS.setdefault(name, threading.Lock())
