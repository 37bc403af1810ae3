"""What was looked at lately, and buffers that are used again."""

import collections

RECENT = collections.deque(maxlen=400)
_POOL = []
_POOL_MAX = 8


def look_at(item):
    RECENT.append({"item": item, "page": f"page of {item} " * 60})
    return len(RECENT)


def borrow():
    return _POOL.pop() if _POOL else bytearray(b"\1" * 500_000)


def give_back(buffer):
    if len(_POOL) < _POOL_MAX:
        _POOL.append(buffer)
