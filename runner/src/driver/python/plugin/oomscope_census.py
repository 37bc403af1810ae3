"""Which long-lived containers grow while tests run: a census by length, from the modules down.

Part of the ordinary run, and loaded only once several tests have kept memory that is worth a hunt. It names the
holder and all who fill it before the hunt begins, which then only has to prove that it repeats. Nothing is held for
it but names and lengths, and no code of what it counts is run.
"""

import collections
import functools
import gc
import sys
import types
from time import thread_time_ns as clock_ns

LRU = type(functools.lru_cache(maxsize=1)(lambda: None))
CONTAINERS = frozenset((dict, list, set, collections.deque, collections.OrderedDict, collections.defaultdict))
# Most values are one of these, and lead to no container.
PLAIN = frozenset(
    (str, bytes, int, float, bool, complex, tuple, type(None), types.ModuleType, types.FunctionType)
    + (types.BuiltinFunctionType, types.MethodType, types.CodeType, property, classmethod, staticmethod)
)
# From a global to a container there are at most so many objects with attributes.
DEPTH = 2
# Share of the time passed that counting everything may take; what grew before is looked at every time.
SHARE = 0.01
# A count that takes longer is given up, and none is made again.
LONGEST_NS = 250000000
# How many names are told of a test, and how many are looked at every time.
TOLD = 6
WATCHED = 64


class Census:
    """The lengths of all containers that modules, their classes and their objects lead to, by the way there."""

    def __init__(self):
        self.lengths = None
        self.modules = frozenset()
        # What was seen to grow: the ways to it, with their names.
        self.watched = {}
        self.counts = 0
        self.spent = 0
        self.cost = 0
        self.is_off = False

    def take(self, passed):
        """What grew since the last time, by name; `passed` are the nanoseconds of the session."""
        if self.is_off:
            return {}
        # Two counts show what grows; further ones look for what has begun to, where there is time.
        try:
            if self.counts < 2 or self.spent + self.cost <= passed * SHARE:
                grown = self.count()
            else:
                grown = self.look()
        except Exception:
            # It took too long, or somebody's objects are not what they seem: the run goes on without it.
            self.is_off = True
            return {}
        told = sorted(grown.items(), key=lambda entry: -entry[1])[:TOLD]
        return {self.watched[path]: more for path, more in told}

    def count(self):
        started = clock_ns()
        lengths = _lengths(started + LONGEST_NS)
        before, known = self.lengths, self.modules
        self.lengths = lengths
        self.modules = frozenset(path[0] for path in lengths)
        grown = {}
        if before is not None:
            for path, length in lengths.items():
                more = length - before.get(path, 0)
                # What a module that was imported meanwhile has is no growth.
                if more > 0 and path[0] in known:
                    grown[path] = more
        for path, _ in sorted(grown.items(), key=lambda entry: -entry[1]):
            if len(self.watched) < WATCHED and path not in self.watched:
                self.watched[path] = _name(path)
        self.counts += 1
        self.cost = clock_ns() - started
        self.spent += self.cost
        return {path: more for path, more in grown.items() if path in self.watched}

    def look(self):
        grown = {}
        for path in self.watched:
            length = _length(_reached(path))
            if length is not None:
                more = length - self.lengths.get(path, 0)
                self.lengths[path] = length
                if more > 0:
                    grown[path] = more
        return grown


def _length(thing):
    if type(thing) is LRU:
        return thing.cache_info().currsize
    return len(thing) if type(thing) in CONTAINERS else None


def _lengths(deadline):
    lengths, seen = {}, set()
    for name, module in list(sys.modules.items()):
        if type(module) is types.ModuleType and not name.startswith("oomscope_"):
            _go_through(vars(module), (name,), DEPTH, lengths, seen)
            if clock_ns() > deadline:
                raise TimeoutError
    return lengths


def _go_through(namespace, way, depth, lengths, seen):
    for name, thing in list(namespace.items()):
        kind = type(thing)
        if kind in PLAIN:
            continue
        if kind in CONTAINERS or kind is LRU:
            if id(thing) not in seen:
                seen.add(id(thing))
                lengths[way + (name,)] = _length(thing)
        elif depth and id(thing) not in seen:
            attributes = _attributes(thing, way[0])
            if attributes is not None:
                seen.add(id(thing))
                _go_through(attributes, way + (name,), depth - 1, lengths, seen)


def _attributes(thing, module):
    """An object's or a class's own attributes; of classes only those of the module itself."""
    # Not by `isinstance`, which asks the object: `list[int]` says that it is a class.
    if issubclass(type(thing), type):
        return vars(thing) if type.__dict__["__module__"].__get__(thing) == module else None
    if not gc.is_tracked(thing):
        return None
    try:
        attributes = object.__getattribute__(thing, "__dict__")
    except Exception:
        return None
    return attributes if type(attributes) is dict else None


def _reached(way):
    """What lies at the end of a way, or None."""
    module = sys.modules.get(way[0])
    if type(module) is not types.ModuleType:
        return None
    thing, namespace = None, vars(module)
    for at, name in enumerate(way[1:], 2):
        thing = namespace.get(name)
        if at < len(way):
            namespace = _attributes(thing, way[0])
            if namespace is None:
                return None
    return thing


def _name(way):
    """The name that the hunt gives to it."""
    from oomscope_names import home_of

    return ".".join((home_of(way[1], _reached(way[:2]), way[0]),) + way[1:])
