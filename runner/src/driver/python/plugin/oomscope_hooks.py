"""oomscope's pytest plugin: tells the runner which test runs, how it ended and what memory it took.

The runner carries this file inside its binary and injects it with `-p`; nothing is installed. It runs
inside somebody else's test process, so it follows four rules:

* it never fails a test: any error of its own switches it off for the rest of the process;
* when the runner is gone it goes quiet;
* it leaves no trace in the environment, so that nested pytest runs and child processes see what they
  would have seen without it;
* it keeps its own references to the functions it needs, because tests replace `time.monotonic`,
  `os.write` and the like while its hooks run.

How it speaks and how it measures is in oomscope_measure.py, which other frameworks use as well.
"""

import contextlib
import json
import os
import sys

import oomscope_last_word
import oomscope_outputs
import pytest
from oomscope_alive import live_bytes_reader
from oomscope_ids import Ids
from oomscope_measure import PASSED, SOCKET_PATH, Measurer, text_of

# Why a worker of pytest-xdist stops; its controller knows us by this text.
STOP_REASON = "oomscope: memory reached the soft line, the rest goes on in a fresh process"
# What the runner calls a test, on the test itself: several have the same id where they lie outside of
# pytest's root folder, and one that a conftest.py lists twice has two numbers.
NUMBERS = "_oomscope_numbers"


class Plugin(Measurer):
    """The hooks."""

    def __init__(self, path, worker):
        Measurer.__init__(self, path)
        self.worker = worker
        # Numbers of the test that comes next; None: it is none of the runner's.
        self.coming = None
        # No start of another test comes that would take the end of this one along.
        self.is_last = False
        self.collection_errors = 0
        self.ids = None
        self.files = None
        self.names = None
        self.session = None
        self.outputs = None

    # What the runner wants of this process.

    def hello(self, config):
        answer = self.wire.ask(
            "hello "
            + json.dumps(
                {
                    "pid": os.getpid(),
                    "python": "%d.%d.%d" % sys.version_info[:3],
                    "pytest": pytest.__version__,
                    "worker": self.worker,
                    "rootdir": text_of(str(config.rootpath)) if hasattr(config, "rootpath") else "",
                }
            )
        )
        self.take_stop_file(answer)
        if answer.get("collect_only"):
            config.option.collectonly = True
            # A controller of pytest-xdist does not collect; one process is enough for a listing.
            if getattr(config.option, "dist", "no") != "no":
                config.option.dist = "no"
                config.option.numprocesses = None
                config.option.tx = []
        if self.worker is None:
            self.outputs = oomscope_outputs.Outputs(config, os.path.dirname(SOCKET_PATH))
            if self.outputs.has_any():
                self.wire.say("O " + json.dumps(self.outputs.told))
        if answer.get("fail_fast"):
            config.option.maxfail = 1
        if answer.get("hunt"):
            from oomscope_hunt import Hunt

            self.hunt = Hunt(self.wire, answer["hunt"], live_bytes_reader())
            self.hunt.tame(config)
            config.pluginmanager.register(self.hunt, "oomscope_hunt")
        self.ids = Ids(config)
        if answer.get("paths"):
            self.names = set(answer["paths"])
            self.files = set()
            for path in answer["paths"]:
                for base in (self.ids.root, self.ids.current):
                    self.files.add(text_of(os.path.normpath(os.path.join(base, path))))

    def wanted(self, path):
        """Whether a file or folder can hold tests that this process is to run."""
        is_folder = os.path.isdir(path)
        is_outside = self.ids.is_outside(path)
        if is_outside and not is_folder and text_of(self.ids.file(path)) in self.names:
            return True
        path = text_of(os.path.normpath(path))
        if is_folder:
            if is_outside:
                # Which file of it has which name is known of the files alone.
                return True
            inside = path + os.sep
            return any(
                f.startswith(inside) or path == f or path.startswith(f + os.sep) for f in self.files
            )
        if os.path.basename(path) == "__init__.py":
            return True
        return path in self.files or any(path.startswith(f + os.sep) for f in self.files)

    def choose(self, config, items):
        ids = [self.ids.of(item) for item in items]
        answer = self.wire.ask(
            "collected "
            + json.dumps(
                {
                    "ids": ids,
                    "errors": self.collection_errors,
                    "go_on": bool(config.option.continue_on_collection_errors),
                }
            )
        )
        if answer.get("stop"):
            # Nothing runs: the runner has an error to show or only wanted the list.
            items[:] = []
            return
        positions, numbers = answer.get("positions"), answer.get("numbers")
        if positions is not None:
            kept = set(positions)
            dropped = [item for at, item in enumerate(items) if at not in kept]
            items[:] = [items[at] for at in positions]
            if dropped:
                config.hook.pytest_deselected(items=dropped)
        if numbers is None:
            numbers = range(len(items))
        if self.hunt is not None:
            # It measures by itself.
            self.hunt.choose(items, numbers)
            return
        for item, number in zip(items, numbers):
            vars(item).setdefault(NUMBERS, []).append(number)

    def ready(self, session):
        self.session = session
        self.tell_ready()

    # One test. These run for every test, so they ask the kernel for as little as they can.

    def start(self):
        self.started += 1
        numbers = self.coming
        if numbers is None:
            self.current = None
            return
        # A test that is listed twice runs in order.
        self.begin(numbers.pop(0) if len(numbers) > 1 else numbers[0])

    def report(self, report):
        number = self.current
        when = report.when
        if number is None:
            if when not in ("setup", "call", "teardown"):
                crash = {"id": text_of(report.nodeid), "text": text_of(str(report.longrepr)[:500])}
                self.wire.add("C " + json.dumps(crash))
                self.wire.flush()
            return
        if hasattr(report, "context"):
            # A part of its test (`subtests`, `subTest`): the test's own report measures all of it, and
            # only a failed part says what becomes of the test.
            if report.outcome == "failed":
                self.note_outcome(report, when)
            return
        self.phase(number, when, report.duration, when == "teardown")
        if report.outcome != "passed" or (when == "call" and hasattr(report, "wasxfail")):
            self.note_outcome(report, when)
        if when == "teardown":
            self.end(number)
            if self.is_last:
                self.wire.flush()

    def note_outcome(self, report, when):
        """Everything but an ordinary pass."""
        outcome = report.outcome
        expected = hasattr(report, "wasxfail")
        if when == "call":
            if expected:
                outcome = "xpassed" if outcome == "passed" else "xfailed"
            if self.outcome != "failed":
                self.outcome = outcome
        elif when == "setup":
            if outcome == "failed":
                self.outcome = "error"
            else:
                self.outcome = "xfailed" if expected else "skipped"
        elif outcome == "failed" and self.outcome != "failed":
            self.outcome = "error"
        if outcome == "failed" and self.remark is None:
            self.remark = _reason(report)

    def stop(self):
        """Lets this test be the last one; fixtures of wider scope are torn down as at any end."""
        session = self.session
        if self.worker is not None:
            # The controller hands tests out one by one and asks its workers for nothing but this.
            session.shouldstop = STOP_REASON
        elif self.started < len(session.items):
            # pytest's loop ends with its list, and to everybody it is a session of fewer tests: with
            # `shouldstop` it would count as interrupted.
            del session.items[self.started :]
            self.outputs.judge_no_coverage()
        else:
            return
        self.tell_stopped()

    def let_go(self):
        """This object stays to the end of the process; the session and its tests need not."""
        self.session = None
        if self.hunt is not None:
            self.hunt.let_go()


def _reason(report):
    """The line that says why a test failed, without the traceback."""
    crash = getattr(report.longrepr, "reprcrash", None)
    text = getattr(crash, "message", None) or _doctest_reason(report.longrepr)
    text = text or str(report.longrepr or "failed")
    return text.strip().split("\n", 1)[0][:500]


def _doctest_reason(longrepr):
    """A failed doctest is shown as its numbered source first; what differs stands below."""
    parts = getattr(longrepr, "reprlocation_lines", None)
    if not parts:
        return None
    lines = [line.strip() for line in parts[0][1]]
    for line in lines:
        if line.startswith("UNEXPECTED EXCEPTION: "):
            return line[len("UNEXPECTED EXCEPTION: ") :]
    if "Expected:" in lines and "Got:" in lines:
        got = lines.index("Got:")
        expected = " ".join(lines[lines.index("Expected:") + 1 : got])
        return "expected %s, got %s" % (expected, " ".join(lines[got + 1 :]))
    if "Expected nothing" in lines and "Got:" in lines:
        return "expected nothing, got %s" % " ".join(lines[lines.index("Got:") + 1 :])
    return None


_plugin = None


def _switch_off(error):
    """An error of ours ends our reports, not the test."""
    global _plugin
    if _plugin is not None:
        _plugin.wire.is_silent = True
    _plugin = None
    if not isinstance(error, OSError):
        # No runner to tell: this is the only trace, and it is worth a bug report.
        sys.stderr.write("oomscope: the plugin switched itself off: %r\n" % (error,))


def _quietly(hook):
    def call(*args):
        if _plugin is None:
            return None
        try:
            return hook(_plugin, *args)
        except Exception as error:
            return _switch_off(error)

    return call


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    # Nobody listens yet, and an error here is not to end pytest.
    with contextlib.suppress(Exception):
        oomscope_outputs.tell_coverage(early_config)
    yield


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    global _plugin
    workerinput = getattr(config, "workerinput", None)
    if SOCKET_PATH is None or _plugin is not None:
        return
    try:
        _plugin = Plugin(SOCKET_PATH, workerinput.get("workerid") if workerinput else None)
    except Exception as error:
        sys.stderr.write("oomscope: the plugin could not start: %r\n" % (error,))
        return
    _quietly(Plugin.hello)(config)
    _quietly(_watch_itself)()


def _watch_itself(plugin):
    oomscope_last_word.install(plugin.wire)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes():
    """pytest-xdist: its workers are new processes, which take the plugin out of their environment as
    this one did. It stays set here for workers that replace crashed ones; no test runs here to see it.
    """
    if _plugin is not None:
        os.environ.update(PASSED)
        os.environ.update(oomscope_outputs.PASSED)


def _ignore(plugin, path):
    if plugin.files is not None and not plugin.wanted(str(path)):
        return True
    return None


@pytest.hookimpl(tryfirst=True)
def pytest_ignore_collect(collection_path):
    return _quietly(_ignore)(collection_path)


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_make_collect_report(collector):
    is_module = isinstance(collector, pytest.Module)
    if is_module:
        _quietly(Plugin.importing)(collector.nodeid)
    yield
    if is_module:
        _quietly(Plugin.imported)()


def pytest_collectreport(report):
    if _plugin is not None and report.failed:
        _plugin.collection_errors += 1


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_collection_modifyitems(session, config, items):
    outcome = yield
    if outcome.excinfo is None:
        _quietly(Plugin.choose)(config, items)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish(session):
    if _plugin is not None and not session.config.option.collectonly:
        _quietly(Plugin.ready)(session)


# No wrapper: those cost as much as all that is done here.
@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item, nextitem):
    plugin = _plugin
    if plugin is not None:
        plugin.coming = item.__dict__.get(NUMBERS)
        plugin.is_last = nextitem is None
        if plugin.is_last:
            # The session's own fixtures clean up with the last test.
            _quietly(Plugin.tell_shared_files)()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logstart():
    plugin = _plugin
    if plugin is not None:
        try:
            plugin.start()
        except Exception as error:
            _switch_off(error)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_logreport(report):
    plugin = _plugin
    if plugin is not None:
        try:
            plugin.report(report)
        except Exception as error:
            _switch_off(error)


def _flush(plugin, session):
    plugin.tell_shared_files()
    plugin.wire.flush()
    # Workers that stopped at the soft line make their controller's session one that was interrupted. It
    # was not: like every other it passed or had failures.
    controller = session.config.pluginmanager.getplugin("dsession")
    if getattr(controller, "shouldstop", None) == STOP_REASON and session.exitstatus == 2:
        session.exitstatus = 1 if session.testsfailed else 0


def _finish(plugin, session):
    # Hooks before this one may have changed the status, and it is the changed one that counts.
    plugin.wire.add("finish %d" % int(session.exitstatus))
    plugin.wire.flush()
    plugin.let_go()


@pytest.hookimpl(hookwrapper=True, tryfirst=True)
def pytest_sessionfinish(session):
    # The last test is told before anybody's hook can leave by `os._exit`.
    _quietly(_flush)(session)
    yield
    _quietly(_finish)(session)


def _show_names(plugin):
    if plugin.outputs is not None:
        plugin.outputs.show_names()


@pytest.hookimpl(tryfirst=True)
def pytest_terminal_summary():
    _quietly(_show_names)()


def _join(plugin):
    if plugin.outputs is not None:
        plugin.outputs.join()
        # It knows the session.
        plugin.outputs = None


@pytest.hookimpl(trylast=True)
def pytest_unconfigure():
    _quietly(_join)()
