"""What oomscope's code inside a Python test process shares, whichever framework runs there: the connection to
the runner, the kernel's figures, and how one test is measured.

Protocol: one line per message over a Unix socket. The runner answers `hello` and `collected` with one
line of JSON; everything else is one-way. Fields are separated by one blank; sizes are KiB, times are
microseconds of CLOCK_MONOTONIC, `-` stands for unknown:

    hello {json}                              who we are
    collected {json}                          ids in order, collection errors, whether to go on
    I <rss> <json string>                     a module of tests is about to be imported
    i <rss>                                   it has been
    ready <rss>                               collection is over
    S <test> <time> <rss>                     a test starts
    P <test> <s|c|t> <duration> <peak> <rss>  a phase that grew much is over
    E <test> <outcome> <time> <retained> 3 x (<duration> <peak> <rss>) [json string]
                                              a test is over: its phases, why it failed
    C {json}                                  a worker of pytest-xdist crashed in a test
    X {json}                                  this process is about to end itself (oomscope_last_word.py);
                                              null: it has not
    stopped <rss>                             the process runs no further test: it was told to, or is above
                                              the soft line itself
    G <test> {json}                           what has grown by how many entries when it was over, by name
    M <kib>                                   by how much the memory in files has grown since `ready`
    H {json}                                  the hunt, in processes started for it: oomscope_hunt.py
    O {json}                                  the files that pytest's options write: oomscope_outputs.py
    finish <exit status>                      the session is over

The answer to `hello` names a file of twenty bytes. The first is `1` while the process is to stop after the
running test, because the memory of the batch lies above its soft line. The others are that line in KiB, 0 where
there is none: where tests take a moment each, the runner's next look would be too late, so the process also holds
its own memory against it after each test.

Nothing heavy is imported here: every batch pays for it.
"""

import gc
import json
import os
import resource
import sys
import time

try:
    # The C half of `socket` is all that is needed; the Python half takes 2 ms to import.
    import _socket as socket
except ImportError:
    import socket

from oomscope_alive import Alive

# Phases whose high-water mark lies this close to the memory now need no reset of the mark: the kernel's
# own counters are no more exact than this (32 pages for each of a few processors).
TOLERANCE_KIB = 256
# A phase this short, in seconds, can hardly have taken more: touching a MiB for the first time takes longer. It is
# not looked at; whatever it took shows with the phase behind it, and the last phase is always looked at.
SHORT = 0.0001
# The runner looks this often, in nanoseconds; asking more often whether it wants something shows nothing new.
ASK_AGAIN_NS = 2000000
# Growth from which a garbage collection is worth its time before a test is said to keep memory.
COLLECT_FROM_KIB = 1024
# The same for what fills room that was freed before, and takes no more from the kernel.
FILLED_FROM_KIB = 512
# What collections may take: so much in any case, which in a small process is several full ones, and a share of the
# time passed. Past it a test that grew has only the young generations collected, and many small steps that together
# grew so much, which in most suites are only pytest's own reports, wait.
COLLECT_ALWAYS_NS = 150000000
COLLECT_SHARE = 0.01
COLLECT_SHARE_OF_STEPS = 0.005
# What tests must have kept before it is counted which containers grow, in KiB, and how many of them: the first ones
# pay for imports.
COUNT_FROM_KIB = 4096
COUNT_FROM_TESTS = 2
# What a full collection is taken to cost before the first one has been timed.
COLLECTION_NS = 20000000
# What looking at child processes may take: so much in any case, and a share of the time passed.
CHILDREN_ALWAYS_NS = 50000000
CHILDREN_SHARE = 0.005
# A phase that did not happen, or that was told before.
NO_FIGURES = "- - -"

OUTCOMES = {
    "passed": "p",
    "failed": "f",
    "error": "e",
    "skipped": "s",
    "xfailed": "x",
    "xpassed": "X",
    "not_run": "n",
}


def take_environment():
    """Reads what the runner passed and restores the environment to what the user had."""
    passed = {}
    for name in ("PYTEST_ADDOPTS", "PYTHONPATH"):
        original = os.environ.pop("OOMSCOPE_ORIGINAL_" + name, None)
        if "OOMSCOPE_SOCKET" not in os.environ:
            continue
        passed[name] = os.environ.pop(name, "")
        if original is not None:
            os.environ[name] = passed["OOMSCOPE_ORIGINAL_" + name] = original
    path = os.environ.pop("OOMSCOPE_SOCKET", None)
    if path is not None:
        passed["OOMSCOPE_SOCKET"] = path
    return path, passed


SOCKET_PATH, PASSED = take_environment()


def text_of(text):
    """Text without lone surrogates, which readers of JSON refuse: names that are no UTF-8 have them."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def shared_files_kib(statvfs=os.statvfs):
    """What files in memory take, whoever wrote them."""
    try:
        figures = statvfs("/dev/shm")
    except OSError:
        return 0
    return (figures.f_blocks - figures.f_bfree) * figures.f_frsize // 1024


class Memory:
    """Memory of this process by the kernel's own figures, in KiB, as cheaply as they can be had."""

    def __init__(self):
        page_kib = resource.getpagesize() // 1024
        statm = os.open("/proc/self/statm", os.O_RDONLY | os.O_CLOEXEC)
        pread, getrusage, self_ = os.pread, resource.getrusage, resource.RUSAGE_SELF

        def rss():
            return int(pread(statm, 64, 0).split(None, 2)[1]) * page_kib

        def anonymous():
            size = pread(statm, 64, 0).split(None, 3)
            return (int(size[1]) - int(size[2])) * page_kib

        def peak():
            return getrusage(self_).ru_maxrss

        def reset():
            pass

        # Without resets a mark that did not rise says nothing about the phase.
        self.exact = False
        try:
            fd = os.open("/proc/self/clear_refs", os.O_WRONLY | os.O_CLOEXEC)
            write = os.write
            write(fd, b"5")
            self.exact = True

            def reset():
                write(fd, b"5")

        except OSError:
            pass
        # ru_maxrss also remembers the image this process was before exec; where that was larger, only
        # VmHWM tells (https://github.com/oven-sh/bun/pull/43328 met the same).
        status = os.open("/proc/self/status", os.O_RDONLY | os.O_CLOEXEC)

        def high_water_mark():
            text = pread(status, 4096, 0)
            start = text.index(b"VmHWM:") + 6
            return int(text[start : text.index(b"kB", start)])

        self.rss = rss
        self.anonymous = anonymous
        self.reset = reset
        self.peak = peak if peak() <= high_water_mark() + TOLERANCE_KIB else high_water_mark


class Wire:
    """The connection to the runner. It is silent once the runner is gone. It stays to the end of the process
    (oomscope_last_word.py), so it refers to nothing but numbers and text.
    """

    def __init__(self, path):
        self.pid = os.getpid()
        self.is_silent = False
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.connect(path)
        # It stays open to the very end, and a socket object that is never closed is warned of then.
        self.fd = connection.detach()
        self.lines = []
        self.add = self.lines.append
        self.received = b""
        self.flush = self._flusher(self.lines, os.write, os.getpid)

    def _flusher(self, lines, write, getpid):
        pid, fd = self.pid, self.fd

        def flush():
            # A forked child has a copy of this object and must not speak for its parent.
            if getpid() == pid:
                lines.append("")
                data = "\n".join(lines).encode("utf-8", "backslashreplace")
                lines.clear()
                sent = write(fd, data)
                while sent < len(data):
                    sent += write(fd, data[sent:])

        return flush

    def say(self, line):
        """Says it at once. Returns whether anybody listens."""
        if self.is_silent:
            return False
        self.add(line)
        self.flush()
        return True

    def ask(self, line):
        self.add(line)
        self.flush()
        while b"\n" not in self.received:
            more = os.read(self.fd, 1 << 16)
            if not more:
                raise ConnectionError("the runner is gone")
            self.received += more
        answer, self.received = self.received.split(b"\n", 1)
        return json.loads(answer.decode("utf-8"))


class Measurer:
    """Measures one test after the other, and tells the runner."""

    def __init__(self, path):
        self.wire = Wire(path)
        self.memory = Memory()
        self.alive = Alive()
        self.current = None
        self.started = 0
        self.stop_file = None
        # What that file said when it was last read.
        self.is_told = False
        self.soft_line = 0
        self.asked_ns = 0
        self.begins_above = False
        self.pread = os.pread
        self.monotonic_ns = time.monotonic_ns
        self.collect_garbage = gc.collect
        self.gc_is_enabled = gc.isenabled
        self.get_count = gc.get_count
        self.get_stats = gc.get_stats
        self.started_ns = time.monotonic_ns()
        self.garbage_ns = 0
        self.full_collection_ns = COLLECTION_NS
        # How often the middle generation had been promoted when the test began, and how often everything had
        # been collected at the last look.
        self.promotions = 0
        self.full_collections = 0
        # Resident memory and the kernel's mark as they were last read.
        self.rss = 0
        self.mark = 0
        self.base_rss = 0
        self.charged = 0
        # Whether the test that is over filled room that was free, and nothing else tells of it.
        self.is_filling = False
        self.kept = 0
        self.growers = 0
        self.census = None
        # The list of child processes, and what they hold, once there were any.
        self.children_list = None
        self.children = None
        self.children_bytes = 0
        self.children_ns = 0
        # What runs here instead of the ordinary run.
        self.hunt = None
        # None: no test is to come, as in the controller of pytest-xdist.
        self.base_shared_files = None

    def take_stop_file(self, answer):
        if answer.get("stop_file"):
            self.stop_file = os.open(answer["stop_file"], os.O_RDONLY | os.O_CLOEXEC)

    def importing(self, path):
        """A module of tests is imported now. If that ends the process, this line says so."""
        module = text_of(path)
        self.wire.add("I %d %s" % (self.memory.rss(), json.dumps(module)))
        self.wire.flush()
        if self.hunt is not None:
            self.hunt.importing(module)

    def imported(self):
        if self.hunt is not None:
            self.hunt.imported()
        self.wire.add("i %d" % self.memory.rss())

    def tell_ready(self):
        # What imports and collection left behind is not the first test's.
        self.memory.reset()
        self.base_rss = self.rss = self.memory.rss()
        self.mark = self.memory.peak()
        self.alive.look()
        # A fresh process would be above the line as well.
        if self.stop_file is not None:
            self.ask_what_is_wanted()
            self.begins_above = self.is_above()
        self.base_shared_files = shared_files_kib()
        try:
            self.children_list = os.open("/proc/self/task/%d/children" % os.getpid(), os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            # A kernel without this list.
            pass
        self.kept_by_children()
        self.wire.add("ready %d" % self.base_rss)
        self.wire.flush()

    def tell_shared_files(self):
        """Files in memory are in no process's memory, and whoever wrote them may remove them when it ends: nobody
        could see them from outside where the tests take only a moment.
        """
        if self.base_shared_files is None:
            return
        grown = shared_files_kib() - self.base_shared_files
        if grown >= COLLECT_FROM_KIB:
            self.wire.add("M %d" % grown)

    # One test. These run for every test, so they ask the kernel for as little as they can.

    def begin(self, number):
        self.current = number
        self.outcome = "passed"
        self.remark = None
        self.phases = {}
        # Nothing of the tests runs between the end of one and the start of the next.
        self.rss_before = rss = self.rss
        self.promotions = self.get_count()[2]
        wire = self.wire
        wire.add("S %d %d %d" % (number, self.monotonic_ns() // 1000, rss))
        # Unlike the figures this cannot wait: if the process dies now, this line names the victim.
        wire.flush()

    def phase(self, number, when, seconds, is_last):
        memory = self.memory
        if seconds < SHORT and not is_last:
            # Asking the kernel would cost more than the whole of this.
            peak = rss = self.rss
        else:
            peak = memory.peak()
            if peak != self.mark or is_last:
                before, self.rss = self.rss, memory.rss()
                rss = self.rss
                if peak - rss > TOLERANCE_KIB:
                    memory.reset()
                    self.mark = memory.peak()
                else:
                    self.mark = peak
                if rss - before >= COLLECT_FROM_KIB and not is_last:
                    # What a fixture took must be known if its test dies.
                    self.wire.add("P %d %s %s" % (number, when[0], self.figures(seconds, peak, rss)))
                    self.wire.flush()
                    self.phases[when] = NO_FIGURES
                    return
            else:
                # The mark did not rise, so the memory did not grow.
                rss = self.rss
        self.phases[when] = self.figures(seconds, peak, rss)

    def figures(self, seconds, peak, rss):
        if not self.memory.exact:
            return "%d - %d" % (seconds * 1e6, rss)
        # The kernel's two figures differ by what its processors have not yet summed up.
        return "%d %d %d" % (seconds * 1e6, peak if peak > rss else rss, rss)

    def end(self, number):
        retained = self.retained(self.rss) + self.kept_by_children()
        now = self.monotonic_ns()
        phase = self.phases.get
        line = "E %d %s %d %d %s %s %s" % (
            number,
            OUTCOMES.get(self.outcome, "e"),
            now // 1000,
            retained,
            phase("setup", NO_FIGURES),
            phase("call", NO_FIGURES),
            phase("teardown", NO_FIGURES),
        )
        if self.remark is not None:
            line += " " + json.dumps(text_of(self.remark))
        # It goes out together with the start of the next test: one system call instead of two.
        self.wire.add(line)
        self.current = None
        if self.stop_file is not None and self.is_to_stop(now):
            self.stop()

    def is_to_stop(self, now):
        if now - self.asked_ns >= ASK_AGAIN_NS:
            self.asked_ns = now
            self.ask_what_is_wanted()
        return self.is_told or (not self.begins_above and self.is_above())

    def ask_what_is_wanted(self):
        told = self.pread(self.stop_file, 20, 0)
        self.is_told = told[:1] == b"1"
        self.soft_line = int(told[1:] or 0)

    def is_above(self):
        """Whether this process alone is above the soft line. What is mapped from files is left out: the kernel
        can drop it, and may have charged it to somebody else.
        """
        return 0 < self.soft_line < self.rss and self.soft_line < self.memory.anonymous()

    def stop(self):
        """Lets this test be the last one; what runs the tests knows how."""

    def tell_stopped(self):
        os.close(self.stop_file)
        self.stop_file = None
        self.wire.add("stopped %d" % self.rss)
        self.wire.flush()

    def retained(self, rss):
        """KiB that this test left behind: growth, but no more than what can be alive."""
        step = rss - self.rss_before
        before = self.alive.before
        self.alive.look(self.passed_ns())
        is_step = step >= COLLECT_FROM_KIB
        self.is_filling = (
            not is_step
            and self.alive.filled_since(before, max(0, step)) >= FILLED_FROM_KIB
            and self.can_collect(COLLECT_SHARE, COLLECT_ALWAYS_NS)
        )
        is_step = is_step or self.is_filling
        is_small = not is_step and (
            rss - self.base_rss < COLLECT_FROM_KIB or not self.can_collect(COLLECT_SHARE_OF_STEPS)
        )
        # Where the suite switched the collector off, collecting for it would hide what that costs.
        if is_small or not self.gc_is_enabled():
            # Not worth a collection. The base stays, so that many small steps add up to one that is
            # looked at; what the steps were charged with is remembered, so that nothing counts twice.
            self.charged += max(0, step)
            return max(0, step)
        live, is_full = self.live_after_collection(is_step)
        self.rss = rss = self.memory.rss()
        grown = max(0, rss - self.base_rss)
        if live is not None:
            if self.alive.base is None:
                # The first look has nothing to compare with. What the heap holds free was freed: glibc
                # keeps a block that was large once instead of giving it back the next time.
                grown -= min(grown, live[2] // 1024)
            else:
                grown = min(grown, self.alive.at_most(live))
            self.alive.base = live
        self.base_rss = rss
        charged, self.charged = self.charged, 0
        kept = max(0, grown - charged)
        self.alive.look(self.passed_ns())
        if is_full:
            kept = max(kept, self.alive.filled_since(before, max(0, rss - self.rss_before)))
            self.alive.settled()
        if is_step:
            self.count_holders(kept)
        return kept

    def kept_by_children(self):
        """By how many KiB what child processes hold of their own has grown since the last look. The list of those
        that the main thread started tells whether there is anything to look at: it is read for every test.
        """
        if self.children_list is None or (self.children_bytes == 0 and not self.pread(self.children_list, 1, 0)):
            return 0
        now = self.monotonic_ns()
        if self.children_ns > max(CHILDREN_ALWAYS_NS, (now - self.started_ns) * CHILDREN_SHARE):
            # The next look counts what comes until then.
            return 0
        if self.children is None:
            from oomscope_children import Children

            self.children = Children()
        held = sum(self.children.read().values())
        grown, self.children_bytes = held - self.children_bytes, held
        self.children_ns += self.monotonic_ns() - now
        return max(0, grown) // 1024

    def count_holders(self, kept):
        """Says which containers the test that is over has filled, where enough was kept for a hunt to begin."""
        self.kept += kept
        self.growers += 1
        if self.growers < COUNT_FROM_TESTS or self.kept < COUNT_FROM_KIB:
            return
        if self.census is None:
            from oomscope_census import Census

            self.census = Census()
        grown = self.census.take(self.passed_ns())
        if grown:
            self.wire.add("G %d %s" % (self.current, json.dumps(grown)))
        # What this took itself is no test's.
        self.base_rss = self.rss = self.memory.rss()
        if self.alive.base is not None:
            self.alive.base = self.alive.now()
        self.alive.look(self.passed_ns())

    def passed_ns(self):
        return self.monotonic_ns() - self.started_ns

    def can_collect(self, share, always=0):
        return self.garbage_ns + self.full_collection_ns <= max(always, self.passed_ns() * share)

    def live_after_collection(self, is_step):
        """Collects what can be garbage: all, unless what this test made is all young, or that would cost too much.
        Returns what is alive then, and whether all was collected. What fills room that was free is believed only then.
        """
        is_young = is_step and not self.is_filling and self.is_all_young()
        if is_young or not self.can_collect(COLLECT_SHARE, COLLECT_ALWAYS_NS):
            self.run_collection(1)
            return self.alive.now(), False
        live = self.alive.now()
        if live is not None and self.alive.base is not None and not self.is_filling:
            if self.alive.at_most(live) < COLLECT_FROM_KIB:
                # It was freed already, which a collection could only confirm.
                return live, False
        self.full_collection_ns = self.run_collection(2)
        return self.alive.now(), True

    def run_collection(self, generation):
        now = self.monotonic_ns()
        self.collect_garbage(generation)
        took = self.monotonic_ns() - now
        self.garbage_ns += took
        self.full_collections = self.count_full_collections()
        return took

    def is_all_young(self):
        """Whether nothing that was made since the test began has got into the oldest generation."""
        return (
            self.get_count()[2] == self.promotions
            and self.count_full_collections() == self.full_collections
        )

    def count_full_collections(self):
        return self.get_stats()[2]["collections"]
