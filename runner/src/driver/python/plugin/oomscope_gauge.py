"""What is alive in a test process and below it, by several independent figures, for the hunt's passes."""

import gc
import os
import sys

from oomscope_children import Children, kib_of


class Gauge:
    """What is alive in this process and below it, by several independent figures."""

    def __init__(self, live_bytes):
        # (C heap in use, blocks of pymalloc), or None where glibc's mallinfo2 is missing.
        self.live_bytes = live_bytes
        self.status = os.open("/proc/self/status", os.O_RDONLY | os.O_CLOEXEC)
        self.below = Children()

    def read(self):
        status = os.pread(self.status, 4096, 0)
        live = self.live_bytes()
        python, arenas = _pymalloc_bytes(live[1] if live is not None else 0)
        managed = arenas + (live[0] + live[2] if live is not None else 0)
        figures = {
            "heap": live[0] if live is not None else 0,
            "python": python,
            "anon": kib_of(status, b"RssAnon:") * 1024,
            "free": live[2] if live is not None else 0,
            # Private writable memory that neither allocator has asked for.
            "unmanaged": kib_of(status, b"VmData:") * 1024 - managed,
            "file": kib_of(status, b"RssFile:") * 1024,
            "shmem": kib_of(status, b"RssShmem:") * 1024,
            "dev_shm": _dev_shm_bytes(),
            "threads": kib_of(status, b"Threads:"),
            "fds": len(os.listdir("/proc/self/fd")),
        }
        self.children = self.below.read()
        figures["children"], figures["child_count"] = sum(self.children.values()), len(self.children)
        return figures


def _dev_shm_bytes():
    try:
        figures = os.statvfs("/dev/shm")
    except OSError:
        return 0
    return (figures.f_blocks - figures.f_bfree) * figures.f_frsize


def _pymalloc_bytes(blocks):
    """Bytes in allocated blocks of Python's own allocator, exactly, and in its arenas.

    CPython only prints them, to the C library's stderr; for that moment it is a file in memory.
    """
    try:
        memory = os.memfd_create("oomscope")
        kept = os.dup(2)
        try:
            os.dup2(memory, 2)
            try:
                sys._debugmallocstats()
            finally:
                os.dup2(kept, 2)
            text = os.pread(memory, 1 << 16, 0)
        finally:
            os.close(kept)
            os.close(memory)
        return _figure_behind(text, b"# bytes in allocated blocks"), _figure_behind(text, b" bytes/arena")
    except (AttributeError, OSError, ValueError):
        # Another interpreter, or a file system without memfd: an average block is 64 bytes or so.
        return blocks * 64, blocks * 64


def _figure_behind(text, name):
    line = text[text.index(name) :]
    return int(line[line.index(b"=") + 1 : line.index(b"\n")].replace(b",", b""))


def collect_garbage(collect=gc.collect):
    """Collects until nothing more comes: finalizers can make the next collection find more."""
    for _ in range(3):
        if collect() == 0:
            break


def difference(after, before):
    return {name: after[name] - before[name] for name in after}


def without_room(grown):
    """What tracing took and gave back stays resident, and is nobody's growth: only what an allocator has in use counts,
    and what is mapped beside them.
    """
    known = max(0, grown["heap"] + grown["python"]) + max(0, grown["unmanaged"])
    return dict(grown, anon=min(grown["anon"], known))


def plus(left, right):
    return {name: left[name] + right[name] for name in left}


def alive(figures):
    """What is alive by the two allocators' own word, in shared memory and in child processes."""
    return (
        figures["heap"]
        + figures["python"]
        + max(figures["shmem"], figures["dev_shm"])
        + figures["children"]
    )


def heap_bytes(live):
    """Bytes of the C heap and, roughly, of Python's allocator."""
    return 0 if live is None else live[0] + live[1] * 64
