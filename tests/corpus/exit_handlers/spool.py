"""Writes what is left when the program ends."""

import atexit


class Spool:
    def __init__(self, lines):
        self.lines = lines

    def open(self):
        atexit.register(self.flush)
        return self

    def flush(self):
        written, self.lines = len(self.lines), []
        return written
