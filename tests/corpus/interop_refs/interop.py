"""Hands Python objects to C."""

import ctypes

_increase = ctypes.pythonapi.Py_IncRef
_increase.argtypes = [ctypes.py_object]
_decrease = ctypes.pythonapi.Py_DecRef
_decrease.argtypes = [ctypes.py_object]


def export(thing):
    """A handle for C, which owns one reference."""
    _increase(thing)
    return id(thing)


def release(thing):
    _decrease(thing)
