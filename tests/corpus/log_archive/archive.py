"""Searches archived logs."""

import mmap


def count_lines(path, piece=1 << 20):
    lines = 0
    with open(path, "rb", buffering=0) as file:
        while chunk := file.read(piece):
            lines += chunk.count(b"\n")
    return lines


def contains(path, needle):
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        return mapped.find(needle) >= 0
