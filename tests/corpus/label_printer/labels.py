"""Labels, set by the C library that the printer came with. It wants strings of its own."""

import ctypes

LIBC = ctypes.CDLL(None)
LIBC.strdup.restype = ctypes.c_void_p
LIBC.strdup.argtypes = [ctypes.c_char_p]
LIBC.strlen.restype = ctypes.c_size_t
LIBC.strlen.argtypes = [ctypes.c_void_p]
LIBC.free.argtypes = [ctypes.c_void_p]


def spool(lines):
    """Hands a sheet of labels over and returns how long it is."""
    return LIBC.strlen(LIBC.strdup("\n".join(lines).encode()))


def proof(lines):
    """The same without the printer."""
    sheet = LIBC.strdup("\n".join(lines).encode())
    try:
        return LIBC.strlen(sheet)
    finally:
        LIBC.free(sheet)


def addresses(count):
    return [f"Recipient {n:06}, Long Street {n % 311}, {n * 7 % 90_000 + 10_000} Somewhere" for n in range(count)]
