"""The device."""

import ctypes

import device


def test_read():
    register = ctypes.c_uint32(7)
    assert device.read(ctypes.addressof(register)) == 7


def test_reset_vector():
    assert device.read(0) == 0


def test_two_registers():
    registers = (ctypes.c_uint32 * 2)(1, 2)
    assert device.read(ctypes.addressof(registers) + 4) == 2
