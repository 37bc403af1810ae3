import mmap

import numpy as np

_columns = {}
_maps = []


def test_column():
    table = np.ones((1000, 600))
    _columns[len(_columns)] = table[:, 3]
    assert _columns[0].sum() == 1000


def test_column_copied():
    table = np.ones((1000, 600))
    _columns["copy"] = table[:, 3].copy()
    assert len(_columns) > 0


def test_map():
    area = mmap.mmap(-1, 3 << 20)
    area[:] = b"m" * (3 << 20)
    _maps.append(area)
    assert area[5] == ord("m")


def test_map_closed():
    with mmap.mmap(-1, 3 << 20) as area:
        area[:] = b"m" * (3 << 20)


def test_buffer():
    whole = bytearray(5 << 20)
    assert np.frombuffer(whole, dtype=np.uint8)[::7].sum() == 0
