"""What holds the memory that a test left behind: the heap before and after it, and the way between.

Runs in the hunt's `explain` pass only, where time matters less than the answer. Every object that can be
reached is noted before a test; what can be reached after it and was not there before is new. The objects
that were there before and now refer to new ones are the holders, and a search from the modules gives
them their dotted names.
"""

import _tracemalloc
import array
import collections
import gc
import io
import mmap
import sys
import tracemalloc
import types

from oomscope_files import OpenedFiles
from oomscope_gauge import collect_garbage, difference
from oomscope_lines import Lines
from oomscope_names import (
    DEPTH,
    LEAVES,
    LRU,
    Names,
    describe,
    from_fixture,
    is_of_project,
    type_name,
)

# Frames that an allocation remembers: enough to get from a library back to the project's own line.
FRAMES = 6
# How many of everything is told.
TOP = 6
# A holder of less is not worth its name.
NOTED = 4096
# Handles of memory outside of Python are small: where too little is seen of what was added, they are all
# worth it, and this share is too little.
NOTED_HANDLE = 48
SEEN_SHARE = 0.25
# What is not small enough to be kept for its address.
LARGE_ALLOCATION = 16 * 1024
# In-place growth of one object (a bytearray, a list) that is worth naming, and what can grow so.
GREW = 16 * 1024
GROWING = frozenset(
    (list, dict, set, bytearray, io.BytesIO, io.StringIO, array.array, collections.deque, collections.OrderedDict)
)

# Caches of the interpreter and its library that any code fills. They explain nothing, unless they hold more than
# this share of what was added.
DULL_SHARE = 0.1
DULL = (
    "linecache.cache",
    "re._cache",
    "re._cache2",
    "sys.path_importer_cache",
    "subprocess._active",
    "multiprocessing.process._children",
)
CHUNK = 4096
# Of these none is large.
SMALL = frozenset((int, float, bool, complex, types.FunctionType, types.CellType, types.MethodType))
TRANSIENT = (types.FrameType, types.TracebackType, types.GeneratorType, types.CoroutineType)
# These refer to nothing at all; a built-in method does, to the object it belongs to.
ATOMS = LEAVES - {types.BuiltinFunctionType}


def _array_type():
    """The type of numpy's arrays, if the tested code has loaded it."""
    kind = getattr(sys.modules.get("numpy"), "ndarray", None)
    return kind if isinstance(kind, type) else None


def _referents(thing, arrays):
    """What an object refers to. numpy's arrays do not show the array whose memory they are a view of."""
    referents = gc.get_referents(thing)
    if arrays is not None and isinstance(thing, arrays) and thing.base is not None:
        referents.append(thing.base)
    return referents


def _reachable(hidden):
    """Every object that the collector knows or that those refer to, by id.

    A heap has some hundred thousand objects, so the work is done by whole sets: it is C that loops.
    """
    arrays = _array_type()
    objects = gc.get_objects()
    found = dict(zip(map(id, objects), objects))
    for key in found.keys() & hidden:
        del found[key]
    frontier = list(found.values())
    while frontier:
        following = []
        for start in range(0, len(frontier), CHUNK):
            part = frontier[start : start + CHUNK]
            referents = gc.get_referents(*part)
            if arrays is not None:
                referents += [thing.base for thing in part if isinstance(thing, arrays)]
            near = dict(zip(map(id, referents), referents))
            for key in set(near).difference(found).difference(hidden):
                found[key] = near[key]
                following.append(near[key])
        frontier = following
    return found


def _referring(objects, wanted):
    """Those of the objects that refer to something wanted, each with what it refers to."""
    if wanted.isdisjoint(map(id, gc.get_referents(*objects))):
        return
    if len(objects) == 1:
        thing = objects[0]
        yield thing, [r for r in gc.get_referents(thing) if id(r) in wanted]
        return
    middle = len(objects) // 2
    yield from _referring(objects[:middle], wanted)
    yield from _referring(objects[middle:], wanted)


def _size(thing):
    try:
        # A map's pages are its own, which `getsizeof` does not count.
        if isinstance(thing, mmap.mmap):
            return len(thing)
        # What was written lies in a buffer that is put together only when somebody asks for it.
        if isinstance(thing, io.StringIO):
            return sys.getsizeof(thing) + thing.tell()
        size = sys.getsizeof(thing)
        # A view counts nothing; an array that owns its buffer counts it in getsizeof already.
        return size if size >= 0 else 0
    except Exception:
        return 0


def _is_small(thing):
    kind = type(thing)
    # Frames and their like are not held: what a finished call had would stay with them.
    return kind not in TRANSIENT and (kind in SMALL or _size(thing) < LARGE_ALLOCATION)


class Heap:
    """All objects at one instant. It holds them: the address of an object that was freed meanwhile is soon that of
    a new one, which would be taken for the old. Only what is large is let go, as what it holds is what is measured.
    """

    def __init__(self, found):
        self.ids = frozenset(found)
        self.sizes = {key: _size(thing) for key, thing in found.items() if type(thing) in GROWING}
        self.held = list(filter(_is_small, found.values()))


class Explainer:
    """The pass itself."""

    def __init__(self, hunt, session):
        self.hunt = hunt
        self.session = session
        self.root = str(session.config.rootpath)
        self.lines = Lines(self.root)
        self.files = OpenedFiles(self.root)
        self.arrays = _array_type()
        # The containers on the way to the holder that was described last, by their names.
        self.containers = {}
        self.hidden = set()
        self.hide(self, self.hidden, hunt, vars(hunt), vars(self), self.lines, vars(self.lines))
        self.hide(self.files, vars(self.files))
        # What belongs to the explainer for good. Everything else is hidden only while it lives: its
        # address may be a test's object next time.
        self.always_hidden = frozenset(self.hidden)

    def hide(self, *things):
        self.hidden.update(id(thing) for thing in things)

    def run(self, order):
        hunt, session = self.hunt, self.session
        hunt.run_first(session)
        collect_garbage()
        before = hunt.gauge.read()
        hunt.tell("base", live=before)
        measured = list(order["tests"])
        warm = list(order.get("warm", ()))
        for number, then in zip(warm, (warm + measured)[1:]):
            hunt.tell("begin", round=0, test=number)
            hunt.run(hunt.items[number])
            hunt.tear_down(session, None if order.get("whole") else hunt.items[then])
        watched = {}
        collect_garbage()
        heap = self.heap()
        before = hunt.gauge.read()
        for at, number in enumerate(measured):
            hunt.tell("begin", round=1, test=number)
            self.files.watch()
            # Remembering every allocation is dear, and its own memory is measured with the test's.
            traced = at in order.get("trace", ())
            if traced:
                tracemalloc.start(FRAMES)
            start = before
            try:
                before, told = hunt.measured(session, number, before)
                if order.get("whole"):
                    hunt.tear_down(session, None)
                    collect_garbage()
                # At once: whatever is done under its eyes takes fifty times as long.
                traces = _tracemalloc._get_traces() if traced else []
                tracemalloc.stop()
                # A collection in the midst of the analysis would go through all that it holds.
                was_enabled = gc.isenabled()
                gc.disable()
                files = self.files.take()
                self.hide(files, *files)
                lines = self.lines.of_traces(traces) if traced else None
                del traces
                if traced and hunt.wide is None:
                    # Under tracing Python's allocator does not tell what it has, and traces count, too.
                    told["grown"] = difference(hunt.gauge.read(), start)
                grown = told["grown"]
                added = max(grown["heap"] + grown["python"], grown["anon"], grown["shmem"], grown["dev_shm"])
                holders, kinds, heap = self.holders(heap, watched, max(added, grown["children"]))
            finally:
                tracemalloc.stop()
            if was_enabled:
                gc.enable()
            hunt.tell(
                "explained",
                holders=holders,
                types=kinds,
                lines=lines,
                files=files,
                **told
            )
            # Nothing of the analysis may look like something that the next test left.
            del holders, kinds, lines, told, grown
            if not order.get("whole"):
                following = (measured[at + 1 :] or list(order.get("sweep", ())) or [number])[0]
                hunt.tear_down(session, self.hunt.items[following])
            collect_garbage()
            before = hunt.gauge.read()
        self.sweep(order.get("sweep", ()), order.get("sweep_seconds", 0), watched)
        hunt.tear_down(session, None)

    def sweep(self, numbers, seconds, watched):
        """Runs further tests once each and looks only at the holders that are known by now."""
        hunt = self.hunt
        collect_garbage()
        gc.freeze()
        before = hunt.gauge.read()
        started = hunt.monotonic()
        for at, number in enumerate(numbers):
            if hunt.monotonic() - started > seconds:
                break
            hunt.tell("begin", round=2, test=number)
            sizes = {name: _length(thing) for name, thing in watched.items()}
            before, told = hunt.measured(self.session, number, before)
            grew = {name: _length(thing) - sizes[name] for name, thing in watched.items()}
            hunt.tell("swept", holders={name: n for name, n in grew.items() if n}, **told)
            following = numbers[at + 1] if at + 1 < len(numbers) else None
            if following is not None:
                hunt.tear_down(self.session, hunt.items[following])
            # What one test left is not looked at again for the next: the sweep must stay quick.
            gc.freeze()
            before = hunt.gauge.read()
        gc.unfreeze()

    def heap(self):
        self.hidden = set(self.always_hidden)
        self.hide(self.hidden, self.always_hidden)
        return self.keep(Heap(_reachable(self.hidden)))

    def keep(self, heap):
        self.hidden = set(self.always_hidden)
        self.hide(self.hidden, self.always_hidden, heap, heap.ids, heap.sizes, heap.held, vars(heap))
        return heap

    def holders(self, before, watched, added):
        """Who refers to what is new, by size, with names; what is new, by type; and the heap as it
        is now, which is what the next test begins with: going through it is the dearest part of all this.
        """
        # No variable of this may lie in a cell, as those of comprehensions do before Python 3.12: whoever looks
        # through all objects comes by a cell to what is hidden, and takes it for the test's.
        found = _reachable(self.hidden)
        self.hide(found)
        keys = list(found.keys() - before.ids)
        new = dict(zip(keys, map(found.__getitem__, keys)))
        sizes = dict(zip(keys, map(_size, new.values())))
        self.hide(keys, new, sizes)
        # Old objects that refer to new ones.
        wanted = set(new)
        self.hide(wanted)
        noted = NOTED if sum(sizes.values()) >= added * SEEN_SHARE else NOTED_HANDLE
        old, entries = [], {}
        self.hide(old, entries)
        for key, thing in found.items():
            if key not in wanted and type(thing) not in LEAVES:
                old.append(thing)
        for start in range(0, len(old), CHUNK):
            for thing, direct in _referring(old[start : start + CHUNK], wanted):
                if isinstance(thing, types.FrameType) and thing.f_code.co_filename == __file__:
                    continue
                if self.subgraph(direct, new, set(), enough=noted)[0] >= noted:
                    entries[id(thing)] = (thing, direct)
        grown = []
        for key, size in before.sizes.items():
            thing = found.get(key)
            if thing is not None:
                more = _size(thing) - size
                if more >= GREW:
                    grown.append((key, thing, more))
        wanted_names = set(entries) | {key for key, _, _ in grown}
        self.hide(wanted_names)
        names = Names(self.session, self.hidden, wanted_names, new)
        self.hide(names, names.parents, names.things, names.labels)
        # The nearest to a module claims what several refer to.
        reached = dict(zip(names.parents, range(len(names.parents))))
        self.hide(reached)
        order = []
        for key, entry in entries.items():
            order.append((self.weight(entry[0]), reached.get(key, len(reached)), key))
        order.sort()
        claimed = set()
        told = []
        for _, _, key in order:
            thing, direct = entries[key]
            size, kinds = self.subgraph(direct, new, claimed)
            if size >= noted:
                told.append((size, key, thing, direct, kinds))
        for key, thing, more in grown:
            if key not in entries:
                told.append((more, key, thing, [], collections.Counter({type(thing): more})))
        told.sort(key=lambda entry: -entry[0])
        rows, nameless = [], 0
        for size, key, thing, direct, kinds in told:
            row = self.row(names, size, key, thing, direct, kinds)
            # Of what is small only the project's own can say something.
            is_said = row["of_project"] or size >= NOTED
            is_dull = row["name"] in DULL and size < added * DULL_SHARE
            nameless += row["name"] is None
            if is_dull or not is_said or len(rows) == TOP or (row["name"] is None and nameless > 2):
                continue
            rows.append(row)
            if row["name"] and (size >= GREW or noted < NOTED):
                watched.setdefault(row["name"], thing)
                # Another test may put its own below another key of the same container.
                for name, container in self.containers.items():
                    watched.setdefault(name, container)
        all_kinds = collections.Counter()
        bytes_of = collections.Counter()
        for key, thing in new.items():
            all_kinds[type(thing)] += 1
            bytes_of[type(thing)] += sizes[key]
        types_told = []
        for kind, size in bytes_of.most_common(TOP):
            types_told.append({"type": type_name(kind), "count": all_kinds[kind], "bytes": size})
        heap = self.keep(Heap(found))
        found.clear()
        return rows, types_told, heap

    def weight(self, thing):
        """What should not be called the holder while anything else can be."""
        if isinstance(thing, types.FrameType):
            return 2
        module = getattr(type(thing), "__module__", "") or ""
        return 1 if module.startswith(("_pytest", "pluggy")) else 0

    def subgraph(self, direct, new, claimed, enough=None):
        """Size of the new objects below these that nobody has claimed yet, and what they are."""
        size, kinds = 0, collections.Counter()
        stack = list(direct)
        while stack and (enough is None or size < enough):
            thing = stack.pop()
            key = id(thing)
            if key in claimed or key not in new:
                continue
            claimed.add(key)
            own, kind = _size(thing), type(thing)
            size += own
            kinds[kind] += own
            if kind not in ATOMS:
                stack.extend(_referents(thing, self.arrays))
        return size, kinds

    def row(self, names, size, key, thing, direct, kinds):
        chain = names.chain(key) if key in names.parents else [thing]
        root = names.labels.get(id(chain[0])) if key in names.parents else None
        chain, root = from_fixture(chain, root)
        self.containers = {}
        name, path, steps, home, is_binding = describe(chain, root, direct, self.containers)
        entry_kinds, by_key = _entry_kinds(thing, direct)
        return {
            "name": name,
            "path": path,
            "steps": steps,
            "root": root[0] if root else "unknown",
            "scope": root[2].scope if root and root[0] == "fixture" else None,
            "module": home,
            "of_project": self.is_home_of_project(home),
            "is_binding": is_binding,
            "type": type_name(type(thing)),
            "chain_types": [type_name(type(link)) for link in chain][-DEPTH:],
            "bound": next((bound for bound in map(_bound, chain[:-4:-1]) if bound), None),
            "bytes": size,
            "entries": _entry_count(thing, direct),
            "entry_type": _common_type(entry_kinds),
            "by_key": by_key,
            "entry_module": _entry_module(direct),
            "content": [[type_name(kind), amount] for kind, amount in kinds.most_common(TOP)],
            "marks": self.marks(kinds, direct),
            "methods": [m for m in ("unregister", "clear", "remove", "reset") if self.owner_has(chain, m)],
        }

    def marks(self, kinds, direct):
        """Tell-tale types among what is new."""
        marks = set()
        for kind in kinds:
            name = type_name(kind)
            if kind is types.TracebackType:
                marks.add("traceback")
            elif name == "logging.LogRecord":
                marks.add("log_record")
            elif name in ("_asyncio.Task", "_asyncio.Future", "coroutine", "async_generator"):
                marks.add("task")
            elif name.startswith(("pandas.core.frame", "pandas.core.series", "polars.dataframe")):
                marks.add("dataframe")
        tests = {getattr(item, "cls", None) for item in self.session.items} - {None}
        for thing in direct:
            owner = getattr(thing, "__self__", None) if isinstance(thing, types.MethodType) else thing
            if any(kind in tests for kind in type(owner).__mro__):
                marks.add("test_instance")
        return sorted(marks)

    def owner_has(self, chain, method):
        for thing in chain[::-1]:
            if not isinstance(thing, (dict, list, set, tuple, collections.deque)):
                return callable(getattr(type(thing), method, None))
        return False

    def is_home_of_project(self, home):
        module = sys.modules.get(home) if home else None
        return module is not None and is_of_project(module)

def _length(thing):
    if isinstance(thing, LRU):
        return thing.cache_info().currsize
    try:
        return len(thing)
    except Exception:
        return _size(thing)


def _bound(thing):
    """How many entries a container can hold at most, if it is one that forgets."""
    if isinstance(thing, collections.deque):
        return thing.maxlen
    if isinstance(thing, LRU):
        return thing.cache_info().maxsize
    bound = getattr(thing, "maxsize", None)
    return bound if isinstance(bound, int) and bound > 0 else None


def _entry_count(thing, direct):
    if isinstance(thing, dict):
        new = {id(d) for d in direct}
        return sum(1 for k, v in list(thing.items()) if id(k) in new or id(v) in new)
    return len(direct)


def _entry_kinds(thing, direct):
    """Classes of what piled up: of a dict the keys where those are objects of their own, else the values."""
    plain = (str, int, float, bool, bytes, tuple, type(None))
    keys = False
    if isinstance(thing, dict):
        new = {id(d) for d in direct}
        entries = [(k, v) for k, v in list(thing.items()) if id(k) in new or id(v) in new]
        keys = {type(k) for k, _ in entries} - set(plain)
        direct = [k for k, _ in entries] if keys else [v for _, v in entries]
    kinds = collections.Counter(type(d) for d in direct)
    special = [kind for kind, _ in kinds.most_common() if kind not in plain]
    return special or [kind for kind, _ in kinds.most_common()], bool(keys)


def _entry_module(direct):
    for thing in direct:
        if isinstance(thing, (types.FunctionType, type)):
            return thing.__module__
    return None


def _common_type(kinds):
    """The nearest class that all of these are, unless that is `object`."""
    if not kinds:
        return None
    if len(kinds) == 1:
        return type_name(kinds[0])
    for candidate in kinds[0].__mro__:
        if candidate is not object and all(candidate in kind.__mro__ for kind in kinds):
            return type_name(candidate)
    return type_name(kinds[0])
