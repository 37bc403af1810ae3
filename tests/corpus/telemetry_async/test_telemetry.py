"""Readings are gathered."""

import asyncio

import telemetry


def test_read():
    assert len(asyncio.run(telemetry.read("s", 5))) == 5


def test_gather_from_many():
    assert asyncio.run(telemetry.gather([f"s{n}" for n in range(20)], 700)) == 14_000


def test_no_sensor():
    assert asyncio.run(telemetry.gather([], 100)) == 0


def test_slow_sensor():
    async def slow():
        await asyncio.sleep(0.01)
        return await telemetry.gather(["slow"], 22_000)

    assert asyncio.run(slow()) == 22_000


def test_burst():
    assert asyncio.run(telemetry.gather(["a", "b"], 9_000)) == 18_000


def test_value():
    assert asyncio.run(telemetry.read("s", 3))[2]["value"] == 1.0
