"""All objects of a process at one instant: which there are, how large they are, and who refers to whom.

Part of the hunt's `explain` pass, see `oomscope_heap.py`.
"""

import array
import collections
import gc
import io
import mmap
import sys
import types

# Where an object is, as a number that is its alone. `id` says the same, but tells each audit hook that it was asked,
# and the one for opened files makes that ten times as slow.
address = object.__hash__
# What is not small enough to be kept for its address.
LARGE_ALLOCATION = 16 * 1024
# What can grow in place.
GROWING = frozenset(
    (list, dict, set, bytearray, io.BytesIO, io.StringIO, array.array, collections.deque, collections.OrderedDict)
)
# What has entries, also where a class of somebody's is made of it.
COUNTED = (list, dict, set, collections.deque)
CHUNK = 4096
# Frames and their like are not held: what a finished call had would stay with them.
TRANSIENT = frozenset((types.FrameType, types.TracebackType, types.GeneratorType, types.CoroutineType))
# These do not tell their whole size.
UNTOLD = (mmap.mmap, io.StringIO)
LEAVES = frozenset((str, bytes, int, float, bool, type(None), complex, types.CodeType, types.BuiltinFunctionType))
# These refer to nothing at all; a built-in method does, to the object it belongs to.
ATOMS = LEAVES - {types.BuiltinFunctionType}
# What refers to nothing that is newer than itself: a holder is none of these.
UNCHANGING = LEAVES.union(
    (tuple, frozenset, types.WrapperDescriptorType, types.MethodDescriptorType, types.MethodWrapperType)
    + (types.ClassMethodDescriptorType, types.GetSetDescriptorType, types.MemberDescriptorType)
)


def array_type():
    """The type of numpy's arrays, if the tested code has loaded it."""
    kind = getattr(sys.modules.get("numpy"), "ndarray", None)
    return kind if isinstance(kind, type) else None


def referents_of(thing, arrays):
    """What an object refers to. numpy's arrays do not show the array whose memory they are a view of."""
    referents = gc.get_referents(thing)
    if arrays is not None and isinstance(thing, arrays) and thing.base is not None:
        referents.append(thing.base)
    return referents


def reachable(hidden):
    """Every object that the collector knows or that those refer to, by address.

    A heap has some hundred thousand objects, so the work is done by whole sets: it is C that loops.
    """
    arrays = array_type()
    objects = gc.get_objects()
    found = dict(zip(map(address, objects), objects))
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
            near = dict(zip(map(address, referents), referents))
            for key in set(near).difference(found).difference(hidden):
                found[key] = near[key]
                following.append(near[key])
        frontier = following
    return found


def referring(objects, wanted):
    """Those of the objects that refer to something wanted, each with what it refers to."""
    if wanted.isdisjoint(map(address, gc.get_referents(*objects))):
        return
    if len(objects) == 1:
        thing = objects[0]
        yield thing, [r for r in gc.get_referents(thing) if address(r) in wanted]
        return
    middle = len(objects) // 2
    yield from referring(objects[:middle], wanted)
    yield from referring(objects[middle:], wanted)


def size_of(thing):
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


def sizes_of(things):
    """The size of each. There are some hundred thousand of them, so it is C that loops, as long as all tell theirs."""
    try:
        sizes = list(map(sys.getsizeof, things))
    except Exception:
        return list(map(size_of, things))
    kinds = list(map(type, things))
    untold = {kind for kind in set(kinds) if issubclass(kind, UNTOLD)}
    if untold:
        for at, kind in enumerate(kinds):
            if kind in untold:
                sizes[at] = size_of(things[at])
    return sizes


def counter_of(kind):
    """What tells how many entries an object of this class has, without code of its own; None where it has none."""
    return next((base.__len__ for base in COUNTED if issubclass(kind, base)), None)


class Heap:
    """All objects at one instant. It holds them: the address of an object that was freed meanwhile is soon that of
    a new one, which would be taken for the old. Only what is large is let go, as what it holds is what is measured.
    """

    def __init__(self, found, session):
        # pytest lets go of these after each test, and with them of what fixtures made. Their addresses are soon others'.
        arguments = [getattr(item, "funcargs", None) for item in session.items]
        # Those of unittest have none, and None is nobody's.
        arguments = {address(given) for given in arguments if given is not None}
        self.addresses = frozenset(found.keys() - arguments)
        things = list(found.values())
        self.sizes, self.lengths, self.held = {}, {}, []
        counters = {kind: counter_of(kind) for kind in set(map(type, things))}
        for key, thing, kind, size in zip(found, things, map(type, things), sizes_of(things)):
            if kind in GROWING:
                self.sizes[key] = size
            counter = counters[kind]
            if counter is not None:
                self.lengths[key] = counter(thing)
            if size < LARGE_ALLOCATION and kind not in TRANSIENT and key not in arguments:
                self.held.append(thing)
