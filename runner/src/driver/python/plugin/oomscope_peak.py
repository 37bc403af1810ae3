"""What a test or the import of a module needs at once: the lines that took it, the variables that held it, files and
child processes.

Runs in the hunt's `peak` pass, with more room than the tests have. A thread looks at the memory every few
milliseconds: what it grew by belongs to the line of the project that runs, and whenever it is clearly higher than
before, the large variables and the processes are noted. What came and went while native code let nobody else run is
known from the kernel's high-water mark. Tracing every allocation would take more memory and time than the test, where
it makes millions of small objects.
"""

import os
import sys
import threading
import time

from oomscope_children import Children, kib_of
from oomscope_files import OpenedFiles
from oomscope_hunt import OUTCOMES
from oomscope_lines import Lines
from oomscope_names import is_project_path, type_name

# Between two looks, and by how much memory must have grown for another picture.
LOOK_EVERY = 0.004
HIGHER = 1.12
LEAST = 2 << 20
# Who is that late was held up by native code that ran meanwhile.
HELD_UP = 3 * LOOK_EVERY
# How many variables and processes are told, and from which size on.
TOP = 6
LARGE = 1 << 20


class Peak:
    """Watches a test, or a module while it is imported. Files are counted from `folder`."""

    def __init__(self, hunt, folder):
        self.hunt = hunt
        self.lines = Lines(folder)
        self.files = OpenedFiles(folder)
        self.main = threading.get_ident()
        self.below = Children()
        self.status = os.open("/proc/self/status", os.O_RDONLY | os.O_CLOEXEC)

    def rss(self):
        """What it has, and the most it has had since the mark was reset, both without what is mapped from files."""
        status = os.pread(self.status, 4096, 0)
        files = kib_of(status, b"RssFile:") * 1024
        return kib_of(status, b"VmRSS:") * 1024 - files, kib_of(status, b"VmHWM:") * 1024 - files

    def run(self, number):
        hunt = self.hunt
        hunt.tell("begin", round=1, test=number)
        self.begin()
        try:
            hunt.run(hunt.items[number])
        finally:
            seen = self.end()
        hunt.tell("peak", test=number, outcome=OUTCOMES.get(hunt.outcome, "f"), **seen)

    def begin(self):
        _forget_high()
        self.base, high = self.rss()
        self.picture, self.sums, self.most, self.done = {}, {}, 0, False
        self.files.watch()
        self.watcher = threading.Thread(target=self.watch, args=(self.base, high - self.base), daemon=True)
        self.watcher.start()

    def end(self):
        """What was seen since the beginning."""
        self.done = True
        self.watcher.join(5)
        return {
            "base": self.base,
            "needed": self.most,
            "lines": self.lines.told(self.sums),
            "variables": self.picture.get("variables", []),
            "files": self.files.take(),
            "children": self.picture.get("children", []),
        }

    def watch(self, base, above):
        """`above`: by how much the high-water mark is higher at the start, where it cannot be reset."""
        high, last, line = base + LEAST, base, None
        looked = time.monotonic()
        is_over = False
        while not is_over:
            # What came since the last look counts as well when the test is over.
            is_over = self.done
            children = self.below.read()
            own, highest = self.rss()
            whole = own + sum(children.values())
            frame = sys._current_frames().get(self.main)
            running = self.line_of(frame)
            now = time.monotonic()
            most = max(whole, highest - above)
            if most - base > self.most:
                # Growth beyond everything before, which the peak is made of.
                key = line if line is not None and (now - looked > HELD_UP or running is None) else running
                if key is not None:
                    grown = most - max(last, base + self.most)
                    size, count = self.sums.get(key, (0, 0))
                    self.sums[key] = (size + max(grown, 0), count + 1)
                self.most = most - base
            if whole >= high and not is_over:
                high = max(whole * HIGHER, whole + LEAST)
                self.take(frame, children)
            last, line, looked = whole, running, time.monotonic()
            frame = None
            if not is_over:
                time.sleep(LOOK_EVERY)

    def line_of(self, frame):
        """The project's line that runs, or that called what runs."""
        while frame is not None:
            name = frame.f_code.co_filename
            if not name.startswith("<"):
                path = os.path.abspath(name)
                if is_project_path(path):
                    return path, frame.f_lineno
            frame = frame.f_back
        return None

    def take(self, frame, children):
        self.picture = {"children": _largest_processes(children), "variables": self.variables(frame)}

    def variables(self, frame):
        """The large variables of the project's functions that run."""
        found = {}
        while frame is not None:
            code = frame.f_code
            path = os.path.abspath(code.co_filename)
            if not code.co_filename.startswith("<") and is_project_path(path):
                try:
                    items = list(frame.f_locals.items())
                except Exception:
                    items = []
                for name, thing in items:
                    size, shape = _size_and_shape(thing)
                    if size >= LARGE and id(thing) not in found:
                        found[id(thing)] = {
                            "file": self.lines.relative(path),
                            "line": frame.f_lineno,
                            "function": code.co_name,
                            "name": name,
                            "type": type_name(type(thing)),
                            "shape": shape,
                            "bytes": size,
                        }
            frame = frame.f_back
        return sorted(found.values(), key=lambda one: -one["bytes"])[:TOP]


def _forget_high():
    """Resets the kernel's high-water mark, where that can be done."""
    try:
        with open("/proc/self/clear_refs", "w") as file:
            file.write("5")
    except OSError:
        pass


def _size_and_shape(thing):
    """How large a variable is, as far as that can be said without going through all of it, and how long or wide."""
    try:
        kind = type(thing)
        module = (getattr(kind, "__module__", "") or "").partition(".")[0]
        if module == "pandas" and hasattr(thing, "memory_usage"):
            usage = thing.memory_usage(deep=False)
            return int(usage.sum() if hasattr(usage, "sum") else usage), " x ".join(map(str, thing.shape))
        if module in ("numpy", "torch", "polars", "cupy") and isinstance(getattr(thing, "nbytes", None), int):
            return thing.nbytes, " x ".join(map(str, getattr(thing, "shape", ())))
        if isinstance(thing, (str, bytes, bytearray)):
            return sys.getsizeof(thing), str(len(thing))
        if kind in (list, tuple, set, frozenset, dict):
            size = sys.getsizeof(thing)
            some = _some_of(thing)
            if some:
                # What its entries take is judged by a few of them.
                size += sum(_own_size(one) for one in some) * len(thing) // len(some)
            return size, str(len(thing))
    except Exception:
        pass
    return 0, ""


def _some_of(thing):
    """A few of the entries of a container that another thread may be changing."""
    try:
        if isinstance(thing, (list, tuple)):
            return list(thing[:: max(1, len(thing) // 32)][:32])
        entries = iter(thing.values() if isinstance(thing, dict) else thing)
        return [one for one, _ in zip(entries, range(32))]
    except RuntimeError:
        return []


def _own_size(thing):
    size = sys.getsizeof(thing)
    if type(thing) in (list, tuple, dict) and len(thing) <= 64:
        inner = list(thing.values()) if isinstance(thing, dict) else list(thing)
        size += sum(sys.getsizeof(one) for one in inner)
    return size


def _largest_processes(children):
    told = []
    for pid, size in sorted(children.items(), key=lambda child: -child[1])[:TOP]:
        if size < LARGE:
            continue
        try:
            with open("/proc/%s/cmdline" % pid, "rb") as file:
                words = file.read().rstrip(b"\0").split(b"\0")
        except OSError:
            continue
        told.append([" ".join(os.fsdecode(word) for word in words)[:200], size])
    return told
