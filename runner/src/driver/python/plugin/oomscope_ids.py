"""By which id the runner knows a test: pytest's own, and where that does not say the file, the file as well.

pytest counts ids from its root folder. What lies outside of it, such as the tests of an installed package
(`--pyargs sympy.core.tests`), has ids that depend on how the command is written and that lack folders or
the whole path, so that tests of several modules have one and the same. A later process must find a test
again, so these get their file in front, counted from the folder that the package is imported from:
`sympy/core/tests/test_arit.py::test_x`.
"""

import os
import sys

import pytest
from oomscope_measure import text_of


def is_below(path, folder):
    return path.startswith(folder.rstrip(os.sep) + os.sep)


class Ids:
    """Knows the folders that files are counted from. They are taken once: what is imported later adds some."""

    def __init__(self, config):
        self.root = str(config.rootpath)
        self.current = str(config.invocation_params.dir)
        imported_from = [os.path.normpath(path) for path in sys.path if os.path.isabs(path)]
        self.folders = [self.root, self.current] + imported_from
        self.names = {}

    def of(self, item):
        nodeid = item.nodeid
        path = str(item.path)
        if not is_below(path, self.root):
            file = item.getparent(pytest.File)
            if file is not None and nodeid.startswith(file.nodeid):
                nodeid = self.file(path) + nodeid[len(file.nodeid) :]
        return text_of(nodeid)

    def file(self, path):
        """The name of a file outside of the root folder."""
        name = self.names.get(path)
        if name is None:
            name = self.names[path] = self.named(path)
        return name

    def named(self, path):
        for folder in (self.current, _package_folder(path)):
            if is_below(path, folder):
                name = os.path.relpath(path, folder)
                # No other file may have the same name, whatever this process collects of them.
                found = (f for f in self.folders if os.path.exists(os.path.join(f, name)))
                if next(found, None) == folder:
                    return name
        return os.path.relpath(path, self.root)

    def is_outside(self, path):
        return not is_below(path, self.root) and not is_below(path, self.current)


def _package_folder(path):
    """The folder that the outermost package around a file lies in."""
    folder = os.path.dirname(path)
    while os.path.isfile(os.path.join(folder, "__init__.py")):
        folder = os.path.dirname(folder)
    return folder
