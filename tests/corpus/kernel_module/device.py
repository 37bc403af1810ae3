"""Reads registers of a device."""

import ctypes


def read(address):
    return ctypes.c_uint32.from_address(address).value
