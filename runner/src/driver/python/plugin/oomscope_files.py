"""Which large files a test reads: part of the hunt's `explain` and `peak` passes."""

import os
import sys

# How many are told, and from which size on a file fills memory.
TOP = 6
LARGE_FILE = 256 * 1024
# What the interpreter itself loads.
CODE = (".so", ".py", ".pyc")


class OpenedFiles:
    """Hears of every file that is opened. An audit hook cannot be taken off again, so there is one for the process,
    which does nothing while nobody watches.
    """

    def __init__(self, root):
        self.root = root
        self.sizes = None

        def on_audit(event, arguments):
            if event == "open" and self.sizes is not None:
                self.hear(arguments)

        # A plain function: a method would be searched at each event for an attribute that it has not, and there are
        # many events, of `id` for one.
        sys.addaudithook(on_audit)

    def watch(self):
        self.sizes = {}

    def take(self):
        """The largest since `watch`, as pairs of path and size."""
        sizes, self.sizes = self.sizes or {}, None
        return sorted(([path, size] for path, size in sizes.items()), key=lambda file: -file[1])[:TOP]

    def hear(self, arguments):
        try:
            path, mode = arguments[0], arguments[1]
            if isinstance(path, (str, bytes)) and (mode is None or "r" in mode or "+" in mode):
                path = os.fsdecode(path)
                size = os.stat(path).st_size
                if size >= LARGE_FILE and not path.endswith(CODE):
                    self.sizes[os.path.relpath(path, self.root)] = size
        except (OSError, ValueError, TypeError, IndexError):
            pass
