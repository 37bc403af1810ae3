"""The office: one pool for the whole program."""

import atexit
import multiprocessing
from concurrent.futures import ProcessPoolExecutor

from returns import worker

_pool = None


def pool():
    global _pool
    if _pool is None:
        _pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        atexit.register(_pool.shutdown)
    return _pool


def assess(name, lines):
    return pool().submit(worker.assess, name, lines).result()


def rates(incomes):
    return list(pool().map(worker.rate, incomes, chunksize=50))
