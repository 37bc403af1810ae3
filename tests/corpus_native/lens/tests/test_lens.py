import ctypes

import fastlens
import numpy as np

import lens


def test_focus():
    for _ in range(4):
        array = np.ones(80_000)
        assert fastlens.focus(array) == 1.0


def test_frame():
    image = np.frombuffer(fastlens.frame(2 << 20), dtype=np.uint8)
    assert image[9] == 3


def test_history():
    assert lens.remember(300_000) > 0


def test_raw():
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    at = libc.malloc(ctypes.c_size_t(2_500_000))
    ctypes.memset(at, 1, 2_500_000)
    assert at


def test_focus_and_back():
    for _ in range(40):
        assert fastlens.focus(np.ones(80_000), True) == 1.0


def test_large():
    assert np.ones(9_000_000).sum() == 9_000_000


def test_table():
    assert lens.table()[3] == 3
