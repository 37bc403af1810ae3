import itertools
import sys
import types

NUMBERS = itertools.count()


def load(name):
    theme = types.ModuleType(name)
    theme.COLOURS = {shade: "#%06x" % shade for shade in range(30_000)}
    sys.modules[name] = theme
    return theme


def load_for_shop():
    return load("theme_%d" % next(NUMBERS))
