"""Dotted names for objects: the way to them from a module, a fixture or a thread, in words.

Part of the hunt's `explain` pass, see `oomscope_heap.py`, and of the way itself `oomscope_ways.py`. None of it runs
code of the objects it names.
"""

import collections
import functools
import os
import sys
import sysconfig
import types

from oomscope_objects import address

# Steps of a path at most; deeper objects are named by what was reached.
DEPTH = 12
# With so many keys on the way the insides of something are named, and not what people know it by.
KEYS = 2
LRU = type(functools.lru_cache(maxsize=1)(lambda: None))
CONTAINERS = (dict, list, set, collections.deque)
# What pytest is made of.
RUNNERS = ("pytest", "_pytest", "pluggy", "py")


def type_name(kind):
    module = getattr(kind, "__module__", None)
    name = getattr(kind, "__qualname__", None) or getattr(kind, "__name__", str(kind))
    if not isinstance(module, str) or module == "builtins":
        return name
    return "%s.%s" % (module, name)


LIBRARIES = tuple(
    path + os.sep for path in {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")} if path
)
OWN = os.path.dirname(os.path.abspath(__file__)) + os.sep


def is_project_path(path):
    """Whether a file is the project's own: no installed package, no part of Python, none of ours."""
    return (
        isinstance(path, str)
        and not path.startswith("<")
        and "site-packages" not in path
        and "dist-packages" not in path
        and not path.startswith(LIBRARIES)
        and not path.startswith(OWN)
    )


def is_own_frame(thing):
    """Whether it is the frame of a function of ours."""
    return isinstance(thing, types.FrameType) and thing.f_code.co_filename.startswith(OWN)


def is_of_project(module):
    path = getattr(module, "__file__", None)
    return isinstance(path, str) and is_project_path(os.path.abspath(path))


def line_of(path, number):
    """A line of a source file. Not by `linecache`, which would keep the file in the memory we look at."""
    try:
        with open(path, "rb") as file:
            for at, line in enumerate(file, 1):
                if at == number:
                    return line.decode("utf-8", "replace").strip()
    except OSError:
        pass
    return ""


# What pytest has for each test, and keeps until its session ends: the same name for all tests.
PARAMETERS = "pytest.Item.callspec.params"
INSTANCE = "pytest.Item.instance"
OUTPUT = "pytest.Item._report_sections"
_MARKS = ("_pytest.mark.structures.Mark", "_pytest.mark.structures.ParameterSet")


def instance_of(item):
    """The instance of a test class that a test has for itself."""
    instance = getattr(getattr(item, "obj", None), "__self__", None)
    return None if isinstance(instance, (type, types.ModuleType)) else instance


def of_item(session, chain, direct):
    """What of a test's own leads to what is new: the values of its parameters, the instance of its class, or what it
    printed and logged.
    """
    links = {address(link) for link in chain}
    if any(type_name(type(link)) in _MARKS for link in chain):
        return PARAMETERS
    item = next((item for item in session.items if address(item) in links), None)
    if item is None:
        return None
    if address(getattr(item, "callspec", None)) in links:
        return PARAMETERS
    if address(getattr(item, "_report_sections", None)) in links:
        return OUTPUT
    instance = instance_of(item)
    if instance is not None and (address(instance) in links or any(thing is instance for thing in direct)):
        return INSTANCE
    return None


def _short(text, length=60):
    return text if len(text) <= length else text[: length - 1] + "…"


def _key_label(key):
    try:
        if isinstance(key, (str, int, bytes, bool)) or key is None:
            return "[%s]" % _short(repr(key), 40)
    except Exception:
        pass
    return "[…]"


def _attributes(thing):
    """Names and values of an object's own attributes, without running any of its code."""
    try:
        yield from list(object.__getattribute__(thing, "__dict__").items())
    except Exception:
        pass
    for kind in type(thing).__mro__:
        slots = kind.__dict__.get("__slots__", ())
        for name in (slots,) if isinstance(slots, str) else slots:
            try:
                full = name
                if name.startswith("__") and not name.endswith("__"):
                    full = "_%s%s" % (kind.__name__.lstrip("_"), name)
                yield full, object.__getattribute__(thing, full)
            except Exception:
                continue


def _step(parent, child):
    """How an object is reached from the one before it: (kind, text)."""
    if isinstance(parent, dict):
        for key, value in list(parent.items()):
            if value is child:
                return "item", _key_label(key)
        return "key", ""
    if isinstance(parent, (list, tuple, collections.deque)):
        return "item", "[…]"
    if isinstance(parent, (set, frozenset)):
        return "item", ""
    if isinstance(parent, types.FunctionType):
        if child is parent.__closure__:
            return "closure", ""
        if child is parent.__defaults__ or child is parent.__kwdefaults__:
            return "default", ".__defaults__"
        if child is parent.__dict__:
            return "dict", ""
        return "function", ""
    if isinstance(parent, types.CellType):
        return "cell", ""
    if isinstance(parent, types.MethodType):
        return ("self", ".__self__") if child is parent.__self__ else ("function", ".__func__")
    if isinstance(parent, LRU):
        return "cache", ""
    if isinstance(parent, type):
        if child is parent.__dict__ or isinstance(child, dict):
            return "class", ""
        for name, value in list(parent.__dict__.items()):
            if value is child:
                return "class", "." + name
        return "class", ""
    if isinstance(parent, types.FrameType):
        try:
            for name, value in list(parent.f_locals.items()):
                if value is child:
                    return "local", "." + name
        except Exception:
            pass
        return "local", ""
    for name, value in _attributes(parent):
        if value is child:
            return "attribute", "." + name
    try:
        if object.__getattribute__(parent, "__dict__") is child:
            return "dict", ""
    except Exception:
        pass
    return "other", ""


def _defines(module, name):
    """Whether a module's own source binds this name at its top level."""
    path = getattr(module, "__file__", None)
    if not path or not path.endswith(".py"):
        return False
    starts = tuple(name + follow for follow in (" =", "=", ":", " :"))
    starts += ("def %s(" % name, "async def %s(" % name, "class %s(" % name, "class %s:" % name)
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            return any(line.startswith(starts) for line in file)
    except OSError:
        return False


def home_of(name, thing, module_name):
    """The module that a global belongs to: others only import it from there."""
    kind = type(thing)
    of_itself = getattr(thing, "__module__", None) if isinstance(thing, (type, types.FunctionType, LRU)) else None
    best = None
    for candidate, module in list(sys.modules.items()):
        if not isinstance(module, types.ModuleType):
            continue
        if vars(module).get(name) is not thing:
            continue
        if _defines(module, name):
            return candidate
        if candidate in (of_itself, getattr(kind, "__module__", None)):
            best = candidate
    return best or module_name


def describe(chain, root, direct, containers):
    """The dotted name, the path for people, the kinds of steps, the module, whether it is a name that was
    bound anew and no container, and the whole name where it lies too deep for that. The containers on the way
    go into `containers`, by their names.
    """
    if root is None:
        return None, ["an object that no module leads to", type_name(type(chain[-1]))], [], None, False, None
    kind, base, owner = root
    links = list(chain)
    text, steps, path, home = base, [], [], None
    if kind == "fixture":
        home = getattr(owner.func, "__module__", None)
        text = "%s.%s" % (home, base) if home else base
        path.append("fixture `%s` (scope %s)" % (base, owner.scope))
        previous = links[0]
        rest = links[1:]
    elif kind == "module":
        home = base
        path.append("module `%s`" % base)
        if len(links) == 1:
            # The module itself holds it: one of its globals was bound to something new.
            name = next((n for n, v in list(links[0].items()) if any(v is d for d in direct)), None)
            return ("%s.%s" % (base, name) if name else base), path, ["global"], home, True, None
        name = next((n for n, v in list(links[0].items()) if v is links[1]), None)
        if name is not None:
            home = home_of(name, links[1], base)
            path[0] = "module `%s`" % home
            text = "%s.%s" % (home, name)
            steps.append("global")
            path.append("`%s`: %s" % (text, type_name(type(links[1]))))
        previous = links[1]
        rest = links[2:]
    else:
        path.append("%s `%s`" % (kind, base))
        home = owner if kind == "plugin" else None
        previous = links[0]
        rest = links[1:]
    before = None
    # Whether what was reached last is the dictionary of an object's or a class's own attributes.
    is_namespace = False
    # What there is on the way, by its name.
    places = [(text, previous)]
    inside = [places[0]] if steps and isinstance(previous, CONTAINERS) else []
    for link in rest:
        # A cache's insides are nobody's business: the function is the holder.
        if isinstance(previous, LRU):
            steps.append("cache")
            break
        step, label = _step(previous, link)
        if step == "item" and is_namespace:
            label = "." + label[2:-2] if label.startswith(("['", '["')) else label
            step = steps.pop()
            step = "class" if step == "class" else "attribute"
        if step == "item" and steps and steps[-1] == "closure" and isinstance(before, types.FunctionType):
            # A cell of the closure: it has the name of the variable.
            at = next((n for n, cell in enumerate(previous) if cell is link), None)
            label = "." + before.__code__.co_freevars[at] if at is not None else label
        steps.append(step)
        is_namespace = isinstance(link, dict) and step in ("dict", "class") and not label
        before = previous
        if len(steps) <= DEPTH:
            text += label
            if label:
                path.append("`%s`: %s" % (_short(text, 120), type_name(type(link))))
            if isinstance(link, CONTAINERS) and not is_namespace:
                inside.append((text, link))
            if label:
                places.append((text, link))
        previous = link
    last = links[-1]
    name = None
    if isinstance(last, LRU):
        steps.append("cache")
    elif isinstance(last, type):
        name = next((n for n, v in list(last.__dict__.items()) if any(v is d for d in direct)), None)
        if name:
            steps.append("class")
    elif isinstance(last, dict):
        if is_namespace:
            name = next((n for n, v in list(last.items()) if any(v is d for d in direct)), None)
    elif not isinstance(last, (list, set, tuple, collections.deque)):
        name = next((n for n, v in _attributes(last) if any(v is d for d in direct)), None)
        if name:
            steps.append("attribute")
    if isinstance(name, str):
        text = "%s.%s" % (text, name)
    known = _known_by(places)
    for called, container in inside:
        containers.setdefault(known if known and called.startswith(known) else called, []).append(container)
    if known:
        return known, path[:DEPTH], steps[:DEPTH], home, False, text
    return text, path[:DEPTH], steps[:DEPTH], home, isinstance(name, str), None


def _known_by(places):
    """What people know something deep inside by: what lies before the first key, without the private parts of an
    object of a public class. `None` where it is not deep.
    """
    texts = [text for text, _ in places]
    keys = [at for at in range(1, len(texts)) if texts[at][len(texts[at - 1]) :].startswith("[")]
    if len(keys) < KEYS:
        return None
    last = keys[0] - 1
    at = last
    while at > 0 and texts[at][len(texts[at - 1]) :].startswith("._"):
        at -= 1
        if not isinstance(places[at][1], CONTAINERS) and not type(places[at][1]).__name__.startswith("_"):
            break
    # One private attribute is where its contents are; several are how it is built.
    return texts[at] if last - at > 1 else texts[last]


def from_fixture(chain, root):
    """What is reached by way of a fixture's value begins there, not where pytest keeps the fixture."""
    for link in chain:
        result = getattr(link, "cached_result", None) if hasattr(link, "argname") else None
        if result is not None and getattr(link, "scope", "function") != "function":
            for at, value in enumerate(chain):
                if value is result[0]:
                    return chain[at:], ("fixture", link.argname, link)
    return chain, root
