"""Everything ends."""

import asyncio
import concurrent.futures

import pytest

import work


@pytest.mark.parametrize("count", [1, 2, 4, 8])
def test_threads(count):
    assert work.in_threads(count) == [20_000] * count


@pytest.mark.parametrize("mib", [1, 10, 40])
def test_process(mib):
    assert work.in_a_process(mib << 20) == mib << 20


@pytest.mark.parametrize("count", [1, 3, 9])
def test_tasks(count):
    assert asyncio.run(work.in_tasks(count)) == [20_000] * count


def test_pool():
    with concurrent.futures.ProcessPoolExecutor(2) as pool:
        assert len(list(pool.map(work.blow_up, range(6)))) == 6
