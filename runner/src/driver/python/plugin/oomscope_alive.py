"""What is alive in a test process by its allocators' own counters.

Resident memory alone says too much of a test whose garbage nobody has collected yet, and too little of one that
fills room which another has freed.
"""

import sys
import time

# A counted block of pymalloc holds at most so many bytes, and an average one holds these or so: a float has 32, a
# short text 64, a small dict some hundred.
BLOCK_MOST = 512
BLOCK_USUAL = 64
# What looking at the end of tests may take, in nanoseconds: so much in any case, and a share of the time passed. It
# takes some 10 µs in a small process and 0.5 ms in one of millions of objects.
LOOKS_ALWAYS_NS = 3000000
LOOKS_SHARE = 0.002


def live_bytes_reader():
    """Returns a function for (bytes in use of the C heap, blocks in use of pymalloc, free bytes of the heap).

    It needs ctypes, which takes 3 ms and 1 MiB: it is asked for when a test grew, not before.
    """
    blocks = _counter_of_blocks()
    try:
        import ctypes

        class Mallinfo2(ctypes.Structure):
            _fields_ = [
                (name, ctypes.c_size_t)
                for name in (
                    "arena ordblks smblks hblks hblkhd usmblks fsmblks uordblks fordblks keepcost"
                ).split()
            ]

        # glibc 2.33 and later; musl has none.
        mallinfo2 = ctypes.CDLL(None).mallinfo2
        mallinfo2.restype = Mallinfo2
    except Exception:
        return lambda: None

    def read():
        info = mallinfo2()
        return info.uordblks + info.hblkhd, blocks(), info.fordblks

    return read


def _bytes(after, before, most=sys.maxsize):
    """By how much two looks differ, the C heap by so much at most."""
    is_known = before[0] is not None and after[0] is not None
    heap = min(after[0] - before[0], most) if is_known else 0
    return (after[1] - before[1]) * BLOCK_USUAL + heap


def _counter_of_blocks():
    return getattr(sys, "getallocatedblocks", lambda: 0)


class Alive:
    """Follows the counters from test to test. Of the C heap they are known once a test grew."""

    def __init__(self, monotonic_ns=time.monotonic_ns):
        self.monotonic_ns = monotonic_ns
        self.blocks = _counter_of_blocks()
        self.read = None
        # At the last look behind a collection, and at the end of the test before; None: not looked at.
        self.base = None
        self.before = None
        # The most that was alive behind a full collection. What one test leaves until the next one begins comes and
        # goes below it.
        self.top = None
        self.looks_ns = 0

    def now(self):
        """The counters with those of the C heap, or None where it has none that can be read."""
        if self.read is None:
            self.read = live_bytes_reader()
        return self.read()

    def look(self, passed_ns=0):
        """Notes what there is between two tests, as far as there is time for it."""
        self.before = None
        if self.looks_ns > max(LOOKS_ALWAYS_NS, passed_ns * LOOKS_SHARE):
            return
        start = self.monotonic_ns()
        live = None if self.read is None else self.read()
        self.before = (None, self.blocks(), 0) if live is None else live
        self.looks_ns += self.monotonic_ns() - start

    def filled_since(self, before, step):
        """KiB that were filled since a look, where resident memory has grown by `step` KiB."""
        after = self.before
        if before is None or after is None:
            return 0
        # What was only asked for, and never written to, is in nobody's memory.
        filled = _bytes(after, before, before[2] + step * 1024)
        if self.top is not None:
            filled = min(filled, _bytes(after, self.top))
        return max(0, filled) // 1024

    def settled(self):
        """A full collection was made before the last look."""
        after = self.before
        if after is None:
            return
        if self.top is None or _bytes(after, self.top) > 0:
            self.top = after
        elif self.top[0] is None:
            self.top = (after[0],) + self.top[1:]

    def at_most(self, live):
        """KiB by which what is alive can have grown at most since the last look behind a collection."""
        heap = live[0] - self.base[0]
        blocks = live[1] - self.base[1]
        return (max(0, heap) + max(0, blocks) * BLOCK_MOST) // 1024
