"""The processes below a test process, and what each of them takes of its own."""

import os


class Children:
    """All descendants of this process, each with its anonymous memory.

    A forked process has the pages of its parent in its own figure, and when its parent writes to them, they become
    the child's alone without its doing. So what it shares when it is first seen is taken off once and for all, and
    from then on only its own growth counts.
    """

    def __init__(self):
        # What each shared when it was first seen, by its process id.
        self.shared = {}

    def read(self):
        """Bytes of each descendant, by its process id."""
        found, shared = {}, {}
        for pid in descendants():
            anonymous = _anonymous_bytes(pid)
            if anonymous is None:
                continue
            if pid not in self.shared:
                self.shared[pid] = _shared_bytes(pid, anonymous)
            shared[pid] = self.shared[pid]
            found[pid] = max(0, anonymous - shared[pid])
        self.shared = shared
        return found


def descendants():
    found, queue = [], ["self"]
    while queue:
        folder = "/proc/%s/task" % queue.pop()
        try:
            threads = os.listdir(folder)
        except OSError:
            continue
        for thread in threads:
            try:
                with open("%s/%s/children" % (folder, thread), "rb") as file:
                    pids = file.read().decode().split()
            except OSError:
                continue
            found.extend(pids)
            queue.extend(pids)
    return found


def kib_of(text, name):
    """The figure behind a name in a file of /proc, 0 where it has none."""
    start = text.find(name)
    if start < 0:
        return 0
    return int(text[start + len(name) :].split(None, 1)[0])


def _anonymous_bytes(pid):
    try:
        with open("/proc/%s/status" % pid, "rb") as file:
            return kib_of(file.read(), b"RssAnon:") * 1024
    except OSError:
        return None


def _shared_bytes(pid, anonymous):
    """How much of its anonymous memory others have as well; nothing where the kernel does not tell."""
    try:
        with open("/proc/%s/smaps_rollup" % pid, "rb") as file:
            text = file.read()
    except OSError:
        return 0
    own = (kib_of(text, b"Private_Dirty:") + kib_of(text, b"Private_Clean:")) * 1024
    return max(0, anonymous - own)
