"""What holds the memory that a test left behind: the heap before and after it, and the way between.

Runs in the hunt's `explain` pass only, where time matters less than the answer. Every object that can be
reached is noted before a test; what can be reached after it and was not there before is new. The objects
that were there before and now refer to new ones are the holders, and a search from the modules gives
them their dotted names.
"""

import _tracemalloc
import collections
import gc
import sys
import tracemalloc
import types

import oomscope_exits
from oomscope_files import OpenedFiles
from oomscope_gauge import alive, collect_garbage, difference, without_room
from oomscope_lines import Lines, folder_of
from oomscope_names import (
    DEPTH,
    INSTANCE,
    LRU,
    PARAMETERS,
    describe,
    from_fixture,
    instance_of,
    is_of_project,
    is_own_frame,
    of_item,
    type_name,
)
from oomscope_objects import (
    ATOMS,
    CHUNK,
    UNCHANGING,
    Heap,
    address,
    array_type,
    counter_of,
    reachable,
    referents_of,
    referring,
    size_of,
    sizes_of,
)
from oomscope_ways import Ways

# Frames that an allocation remembers: enough to get from a library back to the project's own line.
FRAMES = 6
# How many of everything is told.
TOP = 6
# A holder of less is not worth its name.
NOTED = 4096
# Handles of memory outside of Python are small: where too little is seen of what was added, they are all
# worth it, and this share is too little.
NOTED_HANDLE = 32
SEEN_SHARE = 0.25
# In-place growth of one object (a bytearray, a list) that is worth naming.
GREW = 16 * 1024

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
# What pytest has for each test is its own, whoever fills it.
OF_ITEMS = (PARAMETERS, INSTANCE)
# How deep what a test had before is gone through for what it got.
OLD_DEPTH = 4


class Explainer:
    """The pass itself."""

    def __init__(self, hunt, session):
        self.hunt = hunt
        self.session = session
        root = folder_of(session.config)
        self.lines = Lines(root)
        self.files = OpenedFiles(root)
        self.arrays = array_type()
        # The containers on the way to the holder that was described last, by their names: lists, as the insides of
        # something have one name.
        self.containers = {}
        # Never hidden: it stands for what the interpreter holds.
        self.exits = oomscope_exits.watch()
        self.hidden = set()
        # Not the set itself, which is another one for each test: its address is soon a test's object.
        self.hide(self, hunt, vars(hunt), vars(self), self.lines, vars(self.lines))
        self.hide(self.files, vars(self.files))
        # A holder of ours that no module leads to would be looked for in all of the heap, twice.
        self.hide(hunt.gauge, vars(hunt.gauge), hunt.gauge.below, vars(hunt.gauge.below))
        # What belongs to the explainer for good. Everything else is hidden only while it lives: its
        # address may be a test's object next time.
        self.always_hidden = frozenset(self.hidden)

    def hide(self, *things):
        self.hidden.update(address(thing) for thing in things)

    def run(self, order):
        hunt, session = self.hunt, self.session
        hunt.run_first(session)
        for item in session.items:
            # The dictionary of its attributes is made when somebody first asks for it, and is no test's then.
            getattr(item, "__dict__", None)
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
                    told["grown"] = without_room(difference(hunt.gauge.read(), start))
                grown = told["grown"]
                added = max(grown["heap"] + grown["python"], grown["anon"], grown["shmem"], grown["dev_shm"])
                holders, kinds, found = self.holders(heap, watched, max(added, grown["children"]))
                # What is there now is what the next test begins with: going through it is the dearest of all this.
                heap = self.keep(Heap(found, self.session)) if at + 1 < len(measured) else None
                found.clear()
            finally:
                tracemalloc.stop()
            if was_enabled:
                gc.enable()
            hunt.tell(
                "explained",
                holders=holders,
                types=kinds,
                lines=lines,
                are_lines_foreign=lines is not None and self.lines.are_foreign,
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
        # What it holds would stay with whoever lets go of it in the sweep.
        del heap
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
            sizes = {name: _length_of_all(things) for name, things in watched.items()}
            before, told = hunt.measured(self.session, number, before)
            grew = {name: _length_of_all(things) - sizes[name] for name, things in watched.items()}
            grew.update(_kept_by_item(hunt.items[number], alive(told["grown"])))
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
        return self.keep(Heap(reachable(self.hidden), self.session))

    def keep(self, heap):
        self.hidden = set(self.always_hidden)
        self.hide(self.hidden, self.always_hidden, heap, heap.addresses, heap.sizes, heap.lengths, heap.held, vars(heap))
        return heap

    def holders(self, before, watched, added):
        """Who refers to what is new, by size, with names; what is new, by type; and all that there is now."""
        # No variable of this may lie in a cell, as those of comprehensions do before Python 3.12: whoever looks
        # through all objects comes by a cell to what is hidden, and takes it for the test's.
        found = reachable(self.hidden)
        self.hide(found)
        keys = list(found.keys() - before.addresses)
        new = dict(zip(keys, map(found.__getitem__, keys)))
        sizes = dict(zip(keys, sizes_of(list(new.values()))))
        self.hide(keys, new, sizes)
        # Old objects that refer to new ones.
        wanted = set(new)
        self.hide(wanted)
        noted = NOTED if sum(sizes.values()) >= added * SEEN_SHARE else NOTED_HANDLE
        old, entries = [], {}
        self.hide(old, entries)
        for key, thing in found.items():
            if key not in wanted and type(thing) not in UNCHANGING:
                old.append(thing)
        for start in range(0, len(old), CHUNK):
            for thing, direct in referring(old[start : start + CHUNK], wanted):
                if is_own_frame(thing):
                    continue
                if self.subgraph(direct, sizes, set(), enough=noted)[0] >= noted:
                    entries[address(thing)] = (thing, direct)
        grown = []
        for key, size in before.sizes.items():
            thing = found.get(key)
            if thing is not None:
                more = size_of(thing) - size
                if more >= GREW:
                    grown.append((key, thing, more))
        wanted_names = set(entries) | {key for key, _, _ in grown}
        self.hide(wanted_names)
        ways = Ways(self.session, self.exits, self.hidden, wanted_names, new)
        # Of several that refer to the same, what got more entries piles it up, and not what was bound to the newest of
        # them; of those the nearest to a module.
        order = []
        for key, entry in entries.items():
            length = before.lengths.get(key)
            is_longer = length is not None and counter_of(type(entry[0]))(entry[0]) > length
            order.append((self.weight(entry[0]), not is_longer, ways.rank(key), key))
        order.sort()
        claimed = set()
        told = []
        for *_, key in order:
            thing, direct = entries[key]
            size, kinds = self.subgraph(direct, sizes, claimed)
            if size >= noted:
                told.append((size, key, thing, direct, kinds))
        for key, thing, more in grown:
            if key not in entries:
                told.append((more, key, thing, [], collections.Counter({type(thing): more})))
        told.sort(key=lambda entry: -entry[0])
        rows, nameless = [], 0
        for size, key, thing, direct, kinds in told:
            row = self.row(ways, size, key, thing, direct, kinds)
            # Of what is small only the project's own can say something.
            is_said = row["of_project"] or size >= NOTED
            is_dull = row["name"] in DULL and size < added * DULL_SHARE
            nameless += row["name"] is None
            if is_dull or not is_said or len(rows) == TOP or (row["name"] is None and nameless > 2):
                continue
            rows.append(row)
            if row["name"] and row["name"] not in OF_ITEMS and (size >= GREW or noted < NOTED):
                watched.setdefault(row["name"], {})[address(thing)] = thing
                # Another test may put its own below another key of the same container.
                for name, containers in self.containers.items():
                    watched.setdefault(name, {}).update(zip(map(address, containers), containers))
        all_kinds = collections.Counter()
        bytes_of = collections.Counter()
        for key, thing in new.items():
            all_kinds[type(thing)] += 1
            bytes_of[type(thing)] += sizes[key]
        types_told = []
        for kind, size in bytes_of.most_common(TOP):
            types_told.append({"type": type_name(kind), "count": all_kinds[kind], "bytes": size})
        return rows, types_told, found

    def weight(self, thing):
        """What should not be called the holder while anything else can be."""
        if isinstance(thing, types.FrameType):
            return 2
        module = getattr(type(thing), "__module__", "") or ""
        return 1 if module.startswith(("_pytest", "pluggy")) else 0

    def subgraph(self, direct, sizes, claimed, enough=None):
        """Size of the new objects below these that nobody has claimed yet, and what they are; `sizes` has all new ones."""
        size, kinds = 0, collections.Counter()
        stack = list(direct)
        while stack and (enough is None or size < enough):
            thing = stack.pop()
            key = address(thing)
            own = sizes.get(key)
            if own is None or key in claimed:
                continue
            claimed.add(key)
            kind = type(thing)
            size += own
            kinds[kind] += own
            if kind not in ATOMS:
                stack.extend(referents_of(thing, self.arrays))
        return size, kinds

    def row(self, ways, size, key, thing, direct, kinds):
        chain = ways.chain(key)
        root = ways.labels.get(address(chain[0])) if chain else None
        chain = chain or [thing]
        chain, root = from_fixture(chain, root)
        self.containers = {}
        name, path, steps, home, is_binding, deep_name = describe(chain, root, direct, self.containers)
        own = of_item(self.session, chain, direct)
        if own is not None:
            name, root = own, ("pytest", own, None)
        entry_kinds, by_key = _entry_kinds(thing, direct)
        return {
            "name": name,
            "deep_name": deep_name,
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


def _kept_by_item(item, added):
    """What lies below the instance of a test's class and below the values of its parameters and is new, in bytes,
    where that is most of what was added. All that is old has been taken from the collector's lists.
    """
    told = {}
    if added < GREW:
        return told
    new = set(map(address, gc.get_objects()))
    callspec = getattr(item, "callspec", None)
    for name, start in ((INSTANCE, instance_of(item)), (PARAMETERS, getattr(callspec, "params", None))):
        size, seen, stack = 0, set(), [(start, 0)]
        while stack:
            thing, depth = stack.pop()
            key, kind = address(thing), type(thing)
            if key in seen or kind is types.ModuleType or isinstance(thing, type) or kind is types.FunctionType:
                continue
            seen.add(key)
            is_new = key in new or not gc.is_tracked(thing)
            if is_new:
                size += size_of(thing)
            elif depth > OLD_DEPTH:
                continue
            if kind not in ATOMS:
                stack.extend((one, 0 if is_new else depth + 1) for one in gc.get_referents(thing))
        if min(size, added) * 2 >= added:
            told[name] = size
    return told


def _length_of_all(things):
    return sum(map(_length, things.values()))


def _length(thing):
    if isinstance(thing, LRU):
        return thing.cache_info().currsize
    try:
        return len(thing)
    except Exception:
        return size_of(thing)


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
        new = {address(d) for d in direct}
        return sum(1 for k, v in list(thing.items()) if address(k) in new or address(v) in new)
    return len(direct)


def _entry_kinds(thing, direct):
    """Classes of what piled up: of a dict the keys where those are objects of their own, else the values."""
    plain = (str, int, float, bool, bytes, tuple, type(None))
    keys = False
    if isinstance(thing, dict):
        new = {address(d) for d in direct}
        entries = [(k, v) for k, v in list(thing.items()) if address(k) in new or address(v) in new]
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
