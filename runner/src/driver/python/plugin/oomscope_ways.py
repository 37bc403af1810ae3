"""The shortest ways to objects from modules, fixtures, threads and what else the interpreter holds.

Part of the hunt's `explain` pass, see `oomscope_heap.py`. None of it runs code of the objects it comes by.
"""

import gc
import sys
import threading
import types
from itertools import compress, filterfalse

from oomscope_names import OWN, RUNNERS, is_of_project, is_own_frame, type_name
from oomscope_objects import CHUNK, address, referring

# What leads everywhere and explains nothing, and frames of ours, which lead to what is looked for.
OPAQUE = (types.ModuleType, types.FrameType)


class Ways:
    """One search through the heap, nearest first, for objects that are looked for.

    A heap has some hundred thousand objects, so it goes by whole levels, of objects that are as far away: it is C that
    loops. Who refers to whom is asked afterwards, and only for what lies on the way to what was found.
    """

    def __init__(self, session, exits, hidden, wanted, new):
        self.roots, self.labels = _roots(session, exits)
        # Whom one looks for was there before, and so was the way to him, nearly always. Not always: the
        # dictionary of an object's attributes is made when somebody first asks for it.
        if self.search(wanted, hidden, new):
            self.search(wanted, hidden, ())
        self.trace_back(wanted)

    def search(self, wanted, hidden, passed_over):
        """Goes through the heap; returns what was not found."""
        missing = set(wanted).difference(self.roots)
        level = self.roots
        # Each level has its objects by address, in the order in which they are come by.
        self.levels = [level]
        known = set(level).union(passed_over, hidden)
        while level and missing:
            things, level = list(level.values()), {}
            for start in range(0, len(things), CHUNK):
                referents = gc.get_referents(*things[start : start + CHUNK])
                near = dict(zip(map(address, referents), referents))
                keys = list(filterfalse(known.__contains__, near))
                known.update(keys)
                # Nothing lies behind what the collector does not track, and there is much of it.
                found = list(map(near.__getitem__, keys))
                level.update(compress(zip(keys, found), map(gc.is_tracked, found)))
                for key in missing.intersection(keys):
                    level[key] = near[key]
            _leave_out_opaque(level)
            missing.difference_update(level)
            self.levels.append(level)
        return missing

    def trace_back(self, wanted):
        """Finds from where each of those was come by, and from where that, and notes how far away they are."""
        self.before, self.ranks, self.things = {}, {}, {}
        sought = set()
        for at in range(len(self.levels) - 1, -1, -1):
            level = self.levels[at]
            here = wanted & level.keys()
            if here:
                order = list(level)
                self.ranks.update((key, (at, order.index(key))) for key in here)
            sought |= here
            self.things.update((key, level[key]) for key in sought)
            sought = self.step_back(at, sought) if at else set()

    def step_back(self, at, sought):
        """Those of the level before that these were come by from: the first that refers to each."""
        left, sources = set(sought), set()
        things = list(self.levels[at - 1].values())
        for start in range(0, len(things), CHUNK):
            if not left:
                break
            for thing, referents in referring(things[start : start + CHUNK], left):
                for key in left.intersection(map(address, referents)):
                    left.discard(key)
                    self.before[key] = address(thing)
                    sources.add(address(thing))
        return sources

    def rank(self, key):
        """How far away it is, and as which it was come by; what was not found is farthest."""
        return self.ranks.get(key, (len(self.levels), 0))

    def chain(self, key):
        """The objects from a root to this one; none if it was not found."""
        chain = []
        while key in self.things:
            chain.append(self.things[key])
            key = self.before.get(key)
        return chain[::-1]


def _leave_out_opaque(level):
    kinds = {kind for kind in set(map(type, level.values())) if issubclass(kind, OPAQUE)}
    for key, thing in list(level.items()) if kinds else ():
        if type(thing) in kinds and (isinstance(thing, types.ModuleType) or is_own_frame(thing)):
            del level[key]


def _roots(session, exits):
    """Where ways begin, by address and nearest first, and for each what it is: kind, name, and what it belongs to."""
    roots, labels = {}, {}

    def start(thing, label):
        key = address(thing)
        if key not in roots:
            roots[key], labels[key] = thing, label

    # What fixtures of a wider scope hold has an owner that nobody would look for in a module.
    for name, definition in _fixture_definitions(session):
        result = getattr(definition, "cached_result", None)
        if result is not None and definition.scope != "function":
            start(result[0], ("fixture", name, definition))
    for name, module in _modules_by_nearness():
        start(vars(module), ("module", name, module))
    for number, frame in sys._current_frames().items():
        if number != threading.get_ident():
            while frame is not None:
                start(frame, ("thread", _thread_name(number), None))
                frame = frame.f_back
    start(exits, ("atexit", "atexit", None))
    for plugin in _plugins(session):
        start(plugin, ("plugin", type_name(type(plugin)), type(plugin).__module__))
    start(session, ("pytest", "pytest.Session", None))
    return roots, labels


def _thread_name(number):
    for thread in threading.enumerate():
        if thread.ident == number:
            return thread.name
    return "thread"


def _fixture_definitions(session):
    manager = getattr(session, "_fixturemanager", None)
    for name, definitions in sorted(getattr(manager, "_arg2fixturedefs", {}).items()):
        for definition in definitions:
            yield name, definition


def _plugins(session):
    """The objects that a conftest.py or a library has registered with pytest, and that it did not register itself."""
    manager = getattr(getattr(session, "config", None), "pluginmanager", None)
    for plugin in manager.get_plugins() if manager is not None else ():
        first = str(getattr(type(plugin), "__module__", "")).partition(".")[0]
        is_own = first in RUNNERS or first.startswith("oomscope_")
        if not is_own and not isinstance(plugin, (types.ModuleType, type)):
            yield plugin


def _modules_by_nearness():
    """The project's modules first, then libraries, then pytest and the standard library's start."""

    def rank(entry):
        name, module = entry
        path = getattr(module, "__file__", None) or ""
        if not isinstance(path, str):
            path = ""
        if is_of_project(module):
            return 0
        if path.startswith(OWN):
            return 9
        first = name.partition(".")[0]
        if first in RUNNERS:
            return 3
        if first in ("builtins", "sys", "gc", "importlib", "_frozen_importlib", "_frozen_importlib_external"):
            return 4
        return 1 if "-packages" in path else 2

    modules = [(n, m) for n, m in list(sys.modules.items()) if isinstance(m, types.ModuleType)]
    return [entry for entry in sorted(modules, key=rank) if rank(entry) < 9]
