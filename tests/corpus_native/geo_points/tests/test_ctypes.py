import ctypes

import numpy as np

_kept = []


def register(array):
    """Hands an array to C, which keeps a reference."""
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(array))
    return array.ctypes.data


def test_callback_kept():
    assert register(np.ones(400_000)) != 0


def test_ctypes_buffers():
    buffer = ctypes.create_string_buffer(3 << 20)
    _kept.append(ctypes.cast(buffer, ctypes.POINTER(ctypes.c_char)))
    assert len(_kept) > 0


def test_numpy_big():
    assert np.arange(8_000_000).sum() > 0


def test_view():
    whole = np.zeros(1_000_000)
    assert whole[10:20].sum() == 0
