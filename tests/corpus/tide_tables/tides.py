"""Heights of the tide."""

import array
import math


def year():
    return array.array("d", (2 + math.sin(n / 7919) for n in range(5_000_000)))


def highest(heights, start, stop):
    return max(heights[start:stop])
