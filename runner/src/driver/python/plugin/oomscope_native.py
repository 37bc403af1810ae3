"""Tells the profiler of native code, which the runner has preloaded, when a repetition is over and which line of the
project runs.

Part of the hunt's `meter` pass. The profiler notes beside each stack the number that stands in its `site`; which line
that is, is told to the runner, which reads the stacks once the process has ended.
"""

import sys

from oomscope_gauge import collect_garbage
from oomscope_lines import Tracer
from oomscope_names import line_of

try:
    import ctypes
except ImportError:
    # A Python that was built without it.
    ctypes = None

# Repetitions at least, and at most.
ROUNDS = (2, 4)
# Of more lines than this nobody would read; the others are none.
SITES = 20000


def profiler():
    """The library; None where it is not in this process."""
    if ctypes is None:
        return None
    try:
        library = ctypes.CDLL(None)
        library.oomscope_native_works.restype = ctypes.c_int
        library.oomscope_native_mark.argtypes = [ctypes.c_ulong]
        return library if library.oomscope_native_works() else None
    except (AttributeError, OSError, TypeError):
        return None


class Sites(Tracer):
    """Writes the number of the project's line that runs where the profiler reads it."""

    def __init__(self, library):
        super().__init__()
        self.site = ctypes.c_uint32.in_dll(library, "oomscope_native_site")
        self.numbers = {}

    def arrive(self):
        line = self.line
        if line is None:
            self.site.value = 0
            return
        number = self.numbers.get(line)
        if number is None:
            number = 0
            if len(self.numbers) < SITES:
                number = self.numbers[line] = len(self.numbers) + 1
        self.site.value = number

    def __enter__(self):
        self.before = sys.gettrace()
        sys.settrace(self.on_call)
        return self

    def __exit__(self, *_):
        sys.settrace(self.before)
        self.line = None
        self.site.value = 0

    def told(self, lines):
        """The lines in the order of their numbers, which begin at 1."""
        return [
            {"file": lines.relative(path), "line": line, "text": line_of(path, line)[:160]}
            for path, line in self.numbers
        ]


class Marks:
    """Numbers of moments, no two alike in a process."""

    def __init__(self, library):
        self.library = library
        self.number = 0

    def set(self):
        collect_garbage()
        self.number += 1
        self.library.oomscope_native_mark(self.number)
        return self.number


def watch(hunt, session, number, lines, marks, seconds):
    """Repeats a test that has run before, and tells which marks and lines are of it."""
    sites = Sites(marks.library)
    started = hunt.monotonic()
    moments = [marks.set()]
    for round_ in range(1, ROUNDS[1] + 1):
        hunt.tell("begin", round=round_, test=number)
        with sites:
            hunt.run(hunt.items[number])
        hunt.tear_down(session, hunt.items[number])
        moments.append(marks.set())
        if round_ >= ROUNDS[0] and hunt.monotonic() - started > seconds:
            break
    hunt.tell("native_sites", test=number, marks=moments, sites=sites.told(lines))
