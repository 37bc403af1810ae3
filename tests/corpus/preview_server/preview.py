"""Shows pages of a book as they will be printed, by a program of its own."""

import subprocess
import sys

PROGRAM = """
import sys
pages = {}
for line in sys.stdin:
    number = int(line)
    pages[number] = bytearray(b"\\xff" * (3 * 1024 * 1024))
    print(len(pages), flush=True)
"""


class Preview:
    def __init__(self):
        self._program = subprocess.Popen(
            [sys.executable, "-S", "-c", PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def show(self, page):
        self._program.stdin.write(f"{page}\n")
        self._program.stdin.flush()
        return int(self._program.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._program.communicate()


OPEN = []


def open_preview():
    """For the window, which closes it when it is closed."""
    OPEN.append(Preview())
    return OPEN[-1]


def spread(page):
    return (page - page % 2, page - page % 2 + 1)
