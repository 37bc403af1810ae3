import ctypes
import itertools

import fastpool
import numpy as np
import pytest

keys = itertools.count()


@pytest.mark.parametrize("blocks", [10, 60, 120, 200, 250])
def test_work(blocks):
    fastpool.work(blocks)


def test_lookup():
    for _ in range(40):
        assert fastpool.lookup(next(keys)) == 1


@pytest.mark.parametrize("mib", [2, 4, 8, 12])
def test_scratch(mib):
    assert fastpool.scratch(mib << 20) == 2


CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))


def test_sorted_by_c():
    numbers = (ctypes.c_int * 200_000)(*range(200_000, 0, -1))
    order = CALLBACK(lambda one, other: one[0] - other[0])
    assert order(numbers, numbers) == 0


def test_product():
    assert np.ones((700, 700)).dot(np.ones((700, 700)))[0, 0] == 700
