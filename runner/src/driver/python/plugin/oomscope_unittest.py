"""oomscope's runner for unittest: what `python -m unittest` does, and it tells the runner of every test.

The command runs this module in the place of `unittest` (`python -m oomscope_unittest ARGUMENTS`), so nothing
is installed and the arguments mean what they always mean. oomscope_django.py uses the same for Django. The four
rules of oomscope_hooks.py hold here as well: it never fails a test, goes quiet without its runner, leaves no
trace in the environment, and keeps its own references.
"""

import json
import os
import sys
import time
import traceback
import unittest

import oomscope_last_word
from oomscope_alive import live_bytes_reader
from oomscope_measure import SOCKET_PATH, Measurer, text_of

# In unittest's own tracebacks frames of a module with this name are left out, as those of unittest are.
__unittest = True

NUMBER = "_oomscope_number"


class Speaker(Measurer):
    """Speaks for this process. Errors of its own switch it off (`quietly`)."""

    def __init__(self, path):
        Measurer.__init__(self, path)
        self.result = None
        self.failfast = False
        self.collect_only = False
        self.is_chosen = False
        self.monotonic = time.monotonic
        # Ids of classes of the tests that have not begun: when a fixture fails they never will.
        self.waiting = {}
        self.last = None

    def hello(self, framework):
        answer = self.wire.ask(
            "hello "
            + json.dumps(
                {
                    "pid": os.getpid(),
                    "python": "%d.%d.%d" % sys.version_info[:3],
                    "pytest": None,
                    "worker": None,
                    "rootdir": text_of(os.getcwd()),
                }
            )
        )
        self.take_stop_file(answer)
        self.collect_only = bool(answer.get("collect_only"))
        self.failfast = bool(answer.get("fail_fast"))
        if answer.get("hunt"):
            from oomscope_unittest_hunt import UnittestHunt

            self.hunt = UnittestHunt(self.wire, answer["hunt"], live_bytes_reader())

        oomscope_last_word.install(self.wire)

    def choose(self, suite):
        """Asks which of the collected tests are to run, and leaves the others out of their suites."""
        self.is_chosen = True
        tests = list(leaves(suite))
        ids = [text_of(test.id()) for test in tests]
        answer = self.wire.ask("collected " + json.dumps({"ids": ids, "errors": 0, "go_on": True}))
        positions, numbers = answer.get("positions"), answer.get("numbers")
        if answer.get("stop"):
            positions = numbers = []
        elif positions is None:
            positions = range(len(tests))
        if numbers is None:
            numbers = range(len(tests))
        for at, position in enumerate(positions):
            test = tests[position]
            number = numbers[at] if at < len(numbers) else None
            # On the test itself: a table of tests would keep alive what unittest lets go of.
            setattr(test, NUMBER, number)
            if number is not None:
                kind = type(test)
                self.waiting[number] = (kind.__module__, unittest.util.strclass(kind))
        keep(suite)
        if self.hunt is not None:
            self.hunt.choose([tests[position] for position in positions], numbers)

    # One test.

    def start(self, test):
        number = getattr(test, NUMBER, None)
        if number is None:
            self.current = None
            return
        self.waiting.pop(number, None)
        # Fixtures of classes and modules run between tests; what they took is none of the test's.
        rss = self.memory.rss()
        if rss > self.rss:
            self.base_rss += rss - self.rss
            self.alive.base = None
        self.alive.look(self.passed_ns())
        self.rss = rss
        self.memory.reset()
        self.mark = self.memory.peak()
        self.began = self.monotonic()
        self.begin(number)

    def note(self, outcome, reason=None):
        if self.current is None:
            return
        ranks = ("passed", "xfailed", "skipped", "xpassed", "error", "failed")
        if ranks.index(outcome) >= ranks.index(self.outcome):
            self.outcome = outcome
            if reason is not None and self.remark is None:
                self.remark = reason

    def finish_test(self, test):
        number = self.current
        if number is None:
            return
        self.phase(number, "call", self.monotonic() - self.began, True)
        self.last = (number, type(test).__module__, unittest.util.strclass(type(test)))
        self.end(number)

    def stop(self):
        if self.waiting and self.result is not None:
            self.result.stop()
            self.tell_stopped()

    def fixture_failed(self, description, outcome, reason):
        """`setUpClass (module.Class)` and the like did not work out: unittest runs none of the tests behind a
        set-up, and tells of none of them.
        """
        what, _, where = description.partition(" (")
        where = where.rstrip(")")
        text = "%s: %s" % (description, reason)
        if what.startswith("tearDown"):
            if self.last is not None and where in self.last[1:] and outcome == "error":
                self.tell_of(self.last[0], "e", text)
            return
        for number, names in list(self.waiting.items()):
            if where in names:
                del self.waiting[number]
                self.tell_of(number, "s" if outcome == "skipped" else "n", text)

    def tell_of(self, number, outcome, text):
        at = self.monotonic_ns() // 1000
        figures = "- " + " ".join(["- - -"] * 3)
        self.wire.add("E %d %s %d %s %s" % (number, outcome, at, figures, json.dumps(text_of(text))))
        self.wire.flush()

    def finish(self, status):
        self.tell_shared_files()
        self.wire.add("finish %d" % status)
        self.wire.flush()
        self.let_go()

    def let_go(self):
        """This object stays to the end of the process; the tests and their result need not."""
        self.result = None
        self.waiting.clear()
        if self.hunt is not None:
            self.hunt.let_go()


_speaker = None


def speaker():
    return _speaker


def quietly(call, *arguments):
    """An error of ours ends our reports, not the test."""
    global _speaker
    if _speaker is None:
        return None
    try:
        return call(_speaker, *arguments)
    except Exception as error:
        if _speaker is not None:
            _speaker.wire.is_silent = True
        _speaker = None
        if not isinstance(error, OSError):
            sys.stderr.write("oomscope: its runner switched itself off: %r\n" % (error,))
        return None


def begin(framework):
    global _speaker
    if SOCKET_PATH is None or _speaker is not None:
        return
    try:
        _speaker = Speaker(SOCKET_PATH)
    except Exception as error:
        sys.stderr.write("oomscope: its runner could not start: %r\n" % (error,))
        return
    quietly(Speaker.hello, framework)
    _tell_of_imports()


def _tell_of_imports():
    """Which module of tests is imported, and what that takes."""
    loader = unittest.loader.TestLoader
    load = loader.__dict__.get("_get_module_from_name")
    if load is None:
        return

    def loading(self, name):
        quietly(Speaker.importing, name)
        try:
            return load(self, name)
        finally:
            quietly(Speaker.imported)

    loader._get_module_from_name = loading


def leaves(suite):
    """The tests in a suite, in order."""
    for test in getattr(suite, "_tests", None) or ():
        if test is None:
            continue
        if hasattr(test, "_tests"):
            for leaf in leaves(test):
                yield leaf
        else:
            yield test


def keep(suite):
    """Leaves only the numbered tests in a suite, so that suites with ways of their own stay what they are."""
    kept = []
    for test in suite._tests:
        if test is not None and hasattr(test, "_tests"):
            keep(test)
            if any(True for _ in leaves(test)):
                kept.append(test)
        elif hasattr(test, NUMBER):
            kept.append(test)
    suite._tests = kept


def reason(error):
    """The line that says why a test failed, without the traceback."""
    try:
        text = traceback.format_exception_only(error[0], error[1])[-1]
    except Exception:
        text = str(error[0])
    return text.strip().split("\n", 1)[0][:500]


def reporting(base):
    """A class of results that tells the runner as well."""

    class Reporting(base):
        def startTest(self, test):
            base.startTest(self, test)
            quietly(Speaker.start, test)

        def stopTest(self, test):
            quietly(Speaker.finish_test, test)
            base.stopTest(self, test)

        def addFailure(self, test, error):
            quietly(Speaker.note, "failed", reason(error))
            base.addFailure(self, test, error)

        def addError(self, test, error):
            if hasattr(test, "description") and not hasattr(test, NUMBER):
                quietly(Speaker.fixture_failed, test.description, "error", reason(error))
            else:
                quietly(Speaker.note, "error", reason(error))
            base.addError(self, test, error)

        def addSkip(self, test, why):
            if hasattr(test, "description") and not hasattr(test, NUMBER):
                quietly(Speaker.fixture_failed, test.description, "skipped", str(why))
            else:
                quietly(Speaker.note, "skipped", str(why)[:500])
            base.addSkip(self, test, why)

        def addExpectedFailure(self, test, error):
            quietly(Speaker.note, "xfailed", reason(error))
            base.addExpectedFailure(self, test, error)

        def addUnexpectedSuccess(self, test):
            quietly(Speaker.note, "xpassed")
            base.addUnexpectedSuccess(self, test)

        def addSubTest(self, test, subtest, error):
            if error is not None:
                is_failure = issubclass(error[0], test.failureException)
                quietly(Speaker.note, "failed" if is_failure else "error", reason(error))
            base.addSubTest(self, test, subtest, error)

    Reporting.__name__ = base.__name__
    Reporting.__qualname__ = base.__qualname__
    Reporting.__module__ = base.__module__
    return Reporting


def telling(base):
    """A class of test runners that ask what to run and tell of it."""

    class Telling(base):
        def _makeResult(self):
            result = base._makeResult(self)
            if speaker() is not None:
                # Whatever makes the result, a class or a function: what it made also tells.
                result.__class__ = reporting(type(result))
                quietly(lambda it: setattr(it, "result", result))
            return result

        def run(self, test):
            prepare(test)
            if speaker() is not None and speaker().failfast:
                self.failfast = True
            return base.run(self, test)

    Telling.__name__ = base.__name__
    return Telling


def prepare(suite):
    """Before the tests: what is to run of them. Does not come back where it is no ordinary run."""
    if speaker() is not None and not speaker().is_chosen:
        quietly(Speaker.choose, suite)
    it = speaker()
    if it is None:
        return
    if it.collect_only:
        quietly(Speaker.finish, 0)
        sys.exit(0)
    quietly(Speaker.tell_ready)
    if it.hunt is not None:
        it.hunt.work()
        quietly(Speaker.finish, 0)
        sys.exit(0)


def main():
    sys.argv[0] = "python -m unittest"
    begin("unittest")
    try:
        unittest.main(module=None, testRunner=telling(unittest.TextTestRunner))
    except SystemExit as end:
        code = end.code
        if not isinstance(code, int):
            code = 0 if code is None else 1
        if speaker() is not None and not speaker().collect_only and speaker().hunt is None:
            quietly(Speaker.finish, int(code))
        raise


if __name__ == "__main__":
    # Under its own name, so that Django's half and the hunt meet the same module.
    import oomscope_unittest

    oomscope_unittest.main()
