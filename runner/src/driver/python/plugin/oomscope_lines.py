"""Which lines of the project took the memory that a test left behind.

Part of the hunt's `explain` pass. Python's own tracing tells the lines of Python's memory (`tracemalloc`). What
native code took is told by the runner's profiler, see `oomscope_native.py`, and by memray, where the tested environment
has it (https://bloomberg.github.io/memray/api.html), or else by what the C heap gains while a line of the project runs.
"""

import os
import sys
import tempfile

from oomscope_gauge import collect_garbage
from oomscope_names import OWN, is_project_path, line_of
from oomscope_objects import address

# How many lines are told, and which share of all a line has to have.
TOP = 6
LEAST_SHARE = 0.1
# Of allocations smaller than this only so many are asked for their line.
LARGE_ALLOCATION = 16 * 1024
TRACED = 50000
# So often the C heap is asked for its size, which takes some microseconds.
METERED = 400000
# What keeps reports of the tests; nobody looks for a leak there.
RUNNERS = (os.sep + "_pytest" + os.sep, os.sep + "pluggy" + os.sep)


def folder_of(config):
    """The folder that files are counted from: where the command was started. pytest's root folder depends on which
    tests are asked for, so that it is another one in the hunt."""
    asked = getattr(config, "invocation_params", None)
    return str(asked.dir if asked else config.rootpath)


class Lines:
    """Sums of bytes by line, as they are told."""

    def __init__(self, root):
        self.root = root
        # Whether what was told last are lines of libraries alone.
        self.are_foreign = False

    def of_traces(self, traces):
        """Where the memory that is still alive was taken: the project's own lines, largest first.

        Of very many small allocations a part is asked, and stands for the others.
        """
        # The raw tuples: an object for each of a million traces would take minutes. Equal tracebacks are
        # one and the same tuple.
        large = [trace for trace in traces if trace[1] >= LARGE_ALLOCATION]
        step = max(1, len(traces) // TRACED)
        small = [trace for trace in traces[::step] if trace[1] < LARGE_ALLOCATION]
        sums, chosen = {}, {}
        for some, weight in ((large, 1), (small, step)):
            for trace in some:
                size, traceback = trace[1], trace[2]
                key = chosen.get(address(traceback))
                if key is None:
                    # The newest call comes first; the line wanted is the project's one nearest to it.
                    key = chosen[address(traceback)] = _own_line(traceback)
                total, count = sums.get(key, (0, 0))
                sums[key] = (total + size * weight, count + weight)
        return self.told(sums)

    def told(self, sums, functions=None):
        """The largest, and of each what explains something."""
        own = {key: entry for key, entry in sums.items() if not key[0].startswith(OWN)}
        least = LEAST_SHARE * sum(size for size, _ in own.values() if size > 0)
        told = []
        self.are_foreign = False
        for (path, line), (size, count) in sorted(own.items(), key=lambda entry: -entry[1][0])[:TOP]:
            if size <= 0 or size < least or "<" in path or any(runner in path for runner in RUNNERS):
                continue
            self.are_foreign = not is_project_path(path) and (self.are_foreign or not told)
            told.append(
                {
                    "file": self.relative(path),
                    "line": line,
                    "bytes": size,
                    "count": count,
                    "text": line_of(path, line)[:160],
                    "native": (functions or {}).get((path, line)),
                }
            )
        return told

    def relative(self, path):
        return os.path.relpath(path, self.root) if is_project_path(path) else os.path.basename(path)


def _own_line(frames):
    """The project's line that is nearest to an allocation, or else the allocation's own."""
    own = ((path, line) for path, line in frames if not path.startswith("<") and is_project_path(os.path.abspath(path)))
    path, line = next(own, frames[0])
    return os.path.abspath(path), line


def native_lines(hunt, number, lines):
    """Runs a test to see which lines called the native code that took memory; None where nothing can see it."""
    try:
        import memray
    except ImportError:
        return _by_meter(hunt, number, lines)
    return _by_memray(memray, hunt, number, lines)


def _by_memray(memray, hunt, number, lines):
    with tempfile.TemporaryDirectory(prefix="oomscope-") as folder:
        path = os.path.join(folder, "memray.bin")
        with memray.Tracker(path):
            hunt.run(hunt.items[number])
            collect_garbage()
        sums = {}
        with memray.FileReader(path) as reader:
            for record in reader.get_leaked_allocation_records(merge_threads=True):
                # The newest call comes first.
                frames = [(frame[1], frame[2]) for frame in record.stack_trace()]
                if not frames:
                    continue
                key = _own_line(frames)
                total, count = sums.get(key, (0, 0))
                sums[key] = (total + record.size, count + record.n_allocations)
    return lines.told(sums)


def _by_meter(hunt, number, lines):
    meter = Meter(hunt.gauge.live_bytes)
    if not meter.works():
        return None
    with meter:
        hunt.run(hunt.items[number])
    return lines.told(*meter.largest())


class Tracer:
    """Follows which line of the project runs: that of a project's function, until what it called comes back."""

    def __init__(self):
        self.is_project = {}
        # Lines of the project that wait for what they called.
        self.lines = []
        self.line = None

    def leave(self):
        """The line that ran is about to be another one."""

    def arrive(self):
        """Another line runs."""

    def on_call(self, frame, event, argument):
        code = frame.f_code
        own = self.is_project.get(code)
        if own is None:
            path = os.path.abspath(code.co_filename)
            is_own = not code.co_filename.startswith("<") and is_project_path(path)
            own = self.is_project[code] = path if is_own else ""
        if not own:
            return None
        self.leave()
        self.lines.append(self.line)
        self.line = (own, frame.f_lineno)
        self.arrive()
        return self.on_line

    def on_line(self, frame, event, argument):
        if event == "exception":
            return self.on_line
        self.leave()
        if event == "return":
            self.line = self.lines.pop() if self.lines else None
        else:
            self.line = (self.is_project[frame.f_code], frame.f_lineno)
        self.arrive()
        return self.on_line


class Meter(Tracer):
    """By how much the C heap is larger after each line of the project, what it called included.

    A line that frees what another one took is charged with less than nothing, so over the whole test each line
    has what it kept. Two figures are kept apart: what is in use, and what the heap has taken from the system. The
    second grows where little is kept, and in the way of what was free.
    """

    def __init__(self, live_bytes):
        super().__init__()
        self.live_bytes = live_bytes
        # By line, and by line and native function: bytes in use, bytes taken from the system, how often.
        self.sums = {}
        self.natives = {}
        # Native functions that wait.
        self.calls = []
        self.last = (0, 0)
        self.left = METERED

    def works(self):
        return self.live_bytes() is not None

    def read(self):
        used, _, free = self.live_bytes()
        return used, used + free

    def __enter__(self):
        self.before = sys.gettrace(), sys.getprofile()
        self.last = self.read()
        sys.settrace(self.on_call)
        sys.setprofile(self.on_native)
        return self

    def __exit__(self, *_):
        sys.setprofile(self.before[1])
        sys.settrace(self.before[0])

    def largest(self):
        """Sums by line of the figure that grew more, and the native function under which most of it was taken."""
        totals = [sum(entry[at] for entry in self.sums.values()) for at in (0, 1)]
        at = totals[1] > 2 * totals[0]
        sums = {line: (entry[at], entry[2]) for line, entry in self.sums.items()}
        best = {}
        for (line, name), entry in self.natives.items():
            if entry[at] > best.get(line, (0, None))[0]:
                best[line] = (entry[at], name)
        return sums, {line: name for line, (size, name) in best.items() if size * 2 >= sums[line][0]}

    def leave(self):
        """Charges what was taken since the last look to the line that ran."""
        self.left -= 1
        now = self.read()
        used, taken = now[0] - self.last[0], now[1] - self.last[1]
        self.last = now
        if (used or taken) and self.line is not None:
            self.add(self.sums, self.line, used, taken)
            if self.calls:
                self.add(self.natives, (self.line, self.calls[-1]), used, taken)
        if self.left <= 0:
            sys.setprofile(None)
            sys.settrace(None)

    @staticmethod
    def add(sums, key, used, taken):
        entry = sums.get(key, (0, 0, 0))
        sums[key] = (entry[0] + used, entry[1] + taken, entry[2] + 1)

    def on_native(self, frame, event, function):
        if self.line is None or event not in ("c_call", "c_return", "c_exception"):
            return
        self.leave()
        if event == "c_call":
            self.calls.append(_name(function))
        elif self.calls:
            self.calls.pop()


def _name(function):
    owner = getattr(function, "__self__", None)
    if owner is not None and not hasattr(owner, "__file__"):
        owner = owner if isinstance(owner, type) else type(owner)
        return "%s.%s.%s" % (owner.__module__, owner.__qualname__, function.__name__)
    owner = getattr(function, "__objclass__", None)
    if owner is not None:
        return "%s.%s.%s" % (owner.__module__, owner.__qualname__, function.__name__)
    return "%s.%s" % (getattr(function, "__module__", None) or "?", getattr(function, "__qualname__", "?"))
