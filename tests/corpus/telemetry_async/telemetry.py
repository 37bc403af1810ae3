"""Readings of sensors."""

import asyncio
import collections

BUFFER = collections.deque()


async def read(sensor, count):
    await asyncio.sleep(0)
    return [{"sensor": sensor, "n": n, "value": n * 0.5} for n in range(count)]


async def gather(sensors, count):
    for readings in await asyncio.gather(*(read(sensor, count) for sensor in sensors)):
        BUFFER.extend(readings)
    return len(sensors) * count
