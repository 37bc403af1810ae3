"""The hunt's passes inside pytest: runs chosen tests again and again, and measures what stays alive.

Loaded only in the processes that the runner starts for the hunt, so nothing of it costs the ordinary run.
The order that came with the answer to `hello` says what to do:

* `confirm`: the tests are run in rounds in one process. Around every test (set-up to teardown, after a
  garbage collection) it is measured what is alive; tests that stopped growing are left out of later
  rounds. Fixtures of a wider scope stay set up during the rounds and are measured on their own. At the
  end everything is torn down, and what remains then is measured, too.
* `isolate`: the same with one test and one round, to see whether it dies alone.
* `cycle`: `confirm`, but everything is torn down after every test. What a fixture of a wider scope keeps
  past its finalizer shows only so.
* `explain`: each test once or more with instruments, see `oomscope_heap.py`.
* `peak`: each test once, to see what it needs at once, see `oomscope_peak.py`. Where the order has a `module` and no
  tests, its import is what is looked at.
* `meter`: each test some times more, to see which lines called the native code that took memory, and what that code
  was, see `oomscope_lines.py` and `oomscope_native.py`.

Every finding is a line `H {json}` on the plugin's wire, flushed at once: a process that dies in the hunt
has told everything up to then. Sizes are bytes.
"""

import gc
import json
import os
import sys
import threading
import time

from oomscope_gauge import Gauge, alive, collect_garbage, difference, heap_bytes, plus

try:
    from pytest import Class, hookimpl
except ImportError:
    # unittest's hunt is made of this one, and its tests may have no pytest.
    Class = ()

    def hookimpl(**_):
        return lambda hook: hook


# Plugins that write files of the user from what ran; a hunt must not change those.
WRITERS = ("lfplugin", "nfplugin", "stepwiseplugin", "_cov")
# Rounds at least where a test grows by memory that no allocator knows of.
MAPPED_ROUNDS = 9
OUTCOMES = {"passed": "p", "failed": "f", "skipped": "s"}
# What an order gives numbers of tests for.
ROLES = ("first", "tests", "controls", "warm", "sweep")


class Hunt:
    """A plugin of its own, registered in the processes of the hunt."""

    def __init__(self, wire, order, live_bytes):
        self.wire = wire
        self.order = order
        self.gauge = Gauge(live_bytes)
        self.items = {}
        self.outcome = None
        self.remark = None
        self.wide = None
        self.fixtures = []
        self.is_measuring = False
        self.monotonic = time.monotonic
        self.round = 0
        # Whether what was there before the first test is left out of collections.
        self.is_frozen = False
        # Child processes: who started each of them, in which round, and how large it was when last seen.
        self.started_by = {}
        self.sizes_of_children = {}
        self.import_peak = None

    def tell(self, kind, **fields):
        fields["kind"] = kind
        self.wire.add("H " + json.dumps(fields))
        self.wire.flush()

    def choose(self, items, numbers):
        self.items = dict(zip(numbers, items))
        self.leave_out_what_is_not_here()

    def leave_out_what_is_not_here(self):
        """A process can have collected less than those before it: a conftest.py may drop what ran already, and
        a command may run pytest twice. The runner knows which tests were not found, and says so.
        """
        for role in ROLES:
            self.order[role] = [number for number in self.order.get(role, ()) if number in self.items]

    def let_go(self):
        """Nothing of the tests is needed any more."""
        self.items = {}

    # Before anything runs.

    def importing(self, module):
        """A module of tests is imported now, by the name that the ordinary run told it by."""
        if module == self.order.get("module"):
            from oomscope_peak import Peak

            self.import_peak = Peak(self, os.getcwd())
            self.import_peak.begin()

    def imported(self):
        if self.import_peak is not None:
            self.tell("imported", **self.import_peak.end())
            self.import_peak = None

    def tame(self, config):
        """Keeps the user's reports as the ordinary run left them."""
        for name in ("xmlpath", "report_log", "htmlpath", "json_report_file"):
            if getattr(config.option, name, None):
                setattr(config.option, name, None)
        for name in WRITERS:
            if config.pluginmanager.has_plugin(name):
                config.pluginmanager.unregister(name=name)
        # One process, in the order that was asked for, and no test is given a second chance.
        config.option.maxfail = 0
        if getattr(config.option, "dist", "no") != "no":
            config.option.dist = "no"
            config.option.numprocesses = None
            config.option.tx = []
        if getattr(config.option, "reruns", None):
            config.option.reruns = 0

    @hookimpl(trylast=True)
    def pytest_configure(self, config):
        # These register themselves only when pytest configures itself.
        for name in WRITERS:
            if config.pluginmanager.has_plugin(name):
                config.pluginmanager.unregister(name=name)

    @hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        if not self.order["tests"]:
            return True
        try:
            known = {
                "isolate": self.confirm,
                "confirm": self.confirm,
                "cycle": self.cycle,
                "explain": self.explain,
                "meter": self.meter,
                "peak": self.peak,
            }
            known[self.order["pass"]](session)
        except Exception as error:
            self.tell("broken", text="%s: %s" % (type(error).__name__, error))
        # All is told. pytest collects up to five times at its end and the interpreter once more, and each would go
        # through all that the tests left.
        gc.freeze()
        return True

    # What a test and a fixture say of themselves.

    @hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report):
        if report.outcome != "passed" and self.outcome in (None, "passed"):
            self.outcome = report.outcome
            if report.outcome == "failed":
                self.remark = str(getattr(getattr(report.longrepr, "reprcrash", None), "message", ""))[:300]
        elif self.outcome is None:
            self.outcome = report.outcome

    @hookimpl(hookwrapper=True)
    def pytest_fixture_setup(self, fixturedef, request):
        # `scope` is a word in every version of pytest, while what it comes from has changed.
        if not self.is_measuring or fixturedef.scope == "function":
            yield
            return
        collect_garbage()
        before = self.gauge.read()
        yield
        collect_garbage()
        grown = difference(self.gauge.read(), before)
        self.wide = grown if self.wide is None else plus(self.wide, grown)
        function = fixturedef.func
        self.fixtures.append(
            {
                "name": fixturedef.argname,
                "scope": fixturedef.scope,
                "module": getattr(function, "__module__", None) or "",
                "base": fixturedef.baseid,
                "grown": grown,
            }
        )

    # Running.

    def run(self, item):
        """Runs one test. Only what belongs to it alone is torn down; wider fixtures stay."""
        self.outcome = self.remark = self.wide = None
        self.fixtures = []
        self.is_measuring = True
        # What it printed in an earlier round; in an ordinary run every test has only its own.
        sections = getattr(item, "_report_sections", None)
        if sections:
            sections.clear()
        _renew_instance(item)
        try:
            # Its own parent as the next one to come: that tears down the item and nothing above it.
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.parent)
        finally:
            self.is_measuring = False

    def tear_down(self, session, next_item):
        """Tears down what the next test does not share, as pytest does between two tests."""
        try:
            session._setupstate.teardown_exact(next_item)
        except BaseException as error:  # noqa: B036 - a finalizer may raise anything
            if isinstance(error, KeyboardInterrupt):
                raise
            return "%s: %s" % (type(error).__name__, error)
        return None

    def measured(self, session, number, before):
        """Runs a test; returns the figures after it, and what is to be told of it."""
        item = self.items[number]
        was_enabled = gc.isenabled()
        threads = set(threading.enumerate())
        children = set(self.gauge.children)
        start = self.monotonic()
        self.run(item)
        seconds = self.monotonic() - start
        forget_last_error()
        loose = self.gauge.live_bytes()
        garbage = gc.collect()
        tight = self.gauge.live_bytes()
        if garbage:
            collect_garbage()
        after = self.gauge.read()
        grown = difference(after, before)
        if self.wide is not None:
            grown = difference(grown, self.wide)
        grown["children"] -= self.growth_of_others(number, children)
        told = {
            "test": number,
            "outcome": OUTCOMES.get(self.outcome, "f"),
            "remark": self.remark,
            "seconds": round(seconds, 6),
            "grown": grown,
            # What only our own collection freed. It matters where the automatic one is switched off.
            "garbage": heap_bytes(loose) - heap_bytes(tight),
            "gc": [was_enabled, gc.isenabled()],
            "new_threads": left_threads(threads),
        }
        if self.fixtures:
            told["fixtures"] = self.fixtures
        return after, told

    def growth_of_others(self, number, before):
        """By how much the children of other tests that are new grew while this one ran: a program that is still
        starting belongs to who started it, and is added to that one's.
        """
        others = 0
        for pid, size in self.gauge.children.items():
            if pid not in before:
                self.started_by[pid] = (number, self.round)
            starter, round_ = self.started_by.get(pid, (None, None))
            known = self.sizes_of_children.get(pid, 0)
            self.sizes_of_children[pid] = size
            if starter is not None and starter != number and round_ == self.round and size != known:
                others += size - known
                self.tell("late", test=starter, children=size - known)
        return others

    def run_first(self, session):
        """Runs what must have happened before the others show what they do."""
        first = list(self.order.get("first", ()))
        following = (first + list(self.order.get("warm", ())) + list(self.order["tests"]))[1:]
        for number, then in zip(first, following):
            self.tell("begin", round=0, test=number)
            threads = set(threading.enumerate())
            self.run(self.items[number])
            self.tear_down(session, self.items[then])
            self.tell("first", test=number, new_threads=left_threads(threads))

    def settle(self, session):
        self.run_first(session)
        collect_garbage()
        # Everything that imports and collection made is left out of the collections to come, which makes
        # them cheap: only what the tests themselves leave behind is looked at.
        gc.freeze()
        self.is_frozen = True
        return self.gauge.read()

    def grew(self, figures):
        """Whether a test may be one that grows: by the allocators' word, or by maps that they know not of.
        What gives back as much is looked at as well: it tells that another one did not grow.
        """
        return abs(alive(figures)) >= self.order["drop_below"] or self.mapped(figures)

    def mapped(self, figures):
        mapped = figures["anon"] - max(0, figures["heap"] + figures["python"])
        return mapped >= self.order["drop_below_mapped"]

    def confirm(self, session):
        order = self.order
        numbers = list(order["tests"])
        always = set(order.get("controls", ()))
        base = before = self.settle(session)
        self.tell("base", live=before)
        started = self.monotonic()
        round_ = 0
        while numbers:
            round_ += 1
            self.round = round_
            kept = []
            mapped = False
            for at, number in enumerate(numbers):
                self.tell("begin", round=round_, test=number)
                before, told = self.measured(session, number, before)
                if round_ == 2 and self.is_frozen and self.grew(told["grown"]) and self.thaw(before):
                    before, told = self.measured(session, number, self.gauge.read())
                self.tell("test", round=round_, **told)
                mapped = mapped or self.mapped(told["grown"])
                if number in always or round_ == 1 or self.grew(told["grown"]):
                    kept.append(number)
                elif told["garbage"] >= order["drop_below"] and not told["gc"][1]:
                    kept.append(number)
                following = numbers[at + 1] if at + 1 < len(numbers) else numbers[0]
                problem = self.tear_down(session, self.items[following])
                after = self.gauge.read()
                if problem or abs(alive(difference(after, before))) >= order["drop_below"]:
                    collect_garbage()
                    after = self.gauge.read()
                    self.tell(
                        "torn_down", round=round_, grown=difference(after, before), problem=problem
                    )
                before = after
            numbers = kept if set(kept) - always else []
            # Resident memory creeps before it comes to rest, so maps take more rounds to tell.
            least, most = order["min_rounds"], order["rounds"]
            if mapped:
                least, most = max(least, MAPPED_ROUNDS), max(most, MAPPED_ROUNDS)
            passed = self.monotonic() - started
            if round_ >= least and (round_ >= most or passed >= order["seconds"]):
                break
            if round_ >= order["min_rounds"] and passed >= order["seconds"] * 3:
                break
            # A leak that is large shows in few rounds, and more of them could end this process.
            added = difference(before, base)
            if round_ >= min(4, order["min_rounds"]) and max(alive(added), added["anon"]) >= order["grow_bytes"]:
                break
        problem = self.tear_down(session, None)
        gc.unfreeze()
        collect_garbage()
        self.tell("end", grown=difference(self.gauge.read(), base), held=difference(before, base), problem=problem)

    def thaw(self, before):
        """Whether what is left out of the collections keeps garbage alive, as what an old object that a cache threw out
        leads to. Where it does, nothing is left out any more.
        """
        gc.unfreeze()
        collect_garbage()
        freed = difference(before, self.gauge.read())
        self.is_frozen = alive(freed) < self.order["drop_below"]
        if self.is_frozen:
            gc.freeze()
        return not self.is_frozen

    def cycle(self, session):
        order = self.order
        base = before = self.settle(session)
        self.tell("base", live=before)
        started = self.monotonic()
        for round_ in range(1, order["rounds"] + 1):
            for number in order["tests"]:
                self.tell("begin", round=round_, test=number)
                before, told = self.measured(session, number, before)
                self.tell("test", round=round_, **told)
                problem = self.tear_down(session, None)
                gc.unfreeze()
                collect_garbage()
                after = self.gauge.read()
                self.tell("cycle", round=round_, test=number, grown=difference(after, base), problem=problem)
                if problem:
                    return
                gc.freeze()
                base = before = after
            if round_ >= 3 and self.monotonic() - started >= order["seconds"]:
                break

    def peak(self, session):
        from oomscope_lines import folder_of
        from oomscope_peak import Peak

        self.settle(session)
        peak = Peak(self, folder_of(session.config))
        for number in self.order["tests"]:
            peak.run(number)
            self.tear_down(session, None)

    def meter(self, session):
        from oomscope_lines import Lines, folder_of, native_lines
        from oomscope_native import Marks, profiler, watch

        lines = Lines(folder_of(session.config))
        library = profiler()
        marks = Marks(library) if library else None
        self.settle(session)
        for number in self.order["tests"]:
            # What only a first run keeps is out of the way then.
            self.tell("begin", round=0, test=number)
            self.run(self.items[number])
            outcome = self.outcome
            self.tear_down(session, self.items[number])
            collect_garbage()
            if marks is not None:
                watch(self, session, number, lines, marks, self.order["seconds"])
            self.tell("begin", round=1, test=number)
            told = native_lines(self, number, lines)
            if told and self.outcome == outcome:
                self.tell("native_lines", test=number, lines=told)
            self.tear_down(session, self.items[number])
        self.tear_down(session, None)

    def explain(self, session):
        from oomscope_heap import Explainer

        Explainer(self, session).run(self.order)


def _renew_instance(item):
    """A method of a test class gets an instance of its own, as every test of an ordinary run does: pytest
    makes one for each item, and keeps it.
    """
    try:
        if isinstance(item.parent, Class) and "_instance" in vars(item):
            instance = item._getinstance()
            method = getattr(instance, item.originalname)
            # Plugins may have put something else in its place.
            if method.__func__ is item._obj.__func__:
                item._instance, item._obj = instance, method
    except AttributeError:
        # Another version of pytest: the instance is renewed by itself, or stays.
        pass


def left_threads(before):
    """The names of the threads that are there and were not."""
    return sorted(map(_function_of, set(threading.enumerate()) - before))[:6]


def _function_of(thread):
    """What a thread does, by which people know it better than by its number."""
    function = getattr(thread, "_target", None) or type(thread).run
    name = getattr(function, "__qualname__", None)
    if function is threading.Thread.run or name is None:
        return thread.name
    return "%s.%s" % (getattr(function, "__module__", None) or "?", name)


def forget_last_error():
    """The interpreter keeps the last exception that nobody caught, and with it all that its frames had, until the
    next one comes.
    """
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        vars(sys).pop(name, None)
