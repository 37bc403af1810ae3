"""The hunt's passes for unittest and Django: what oomscope_hunt.py does, with unittest's fixtures.

Tests of the same class are run with the fixtures of the class and module set up once, which is measured on its
own, as pytest's fixtures of a wider scope are.
"""

import copy
import os
import unittest

from oomscope_gauge import collect_garbage, difference, plus
from oomscope_hunt import Hunt


class Item:
    """A test as the explainer of oomscope_heap.py knows it."""

    def __init__(self, test):
        self.test = test
        self.nodeid = test.id()
        self.cls = type(test)

    def renewed(self):
        """An instance of its own, as every test of an ordinary run has one."""
        name = getattr(self.test, "_testMethodName", None)
        try:
            if name is not None:
                return self.cls(name)
        except Exception:
            pass
        return copy.copy(self.test)


class Session:
    """What the explainer asks pytest's session for."""

    def __init__(self, items):
        self.items = items
        self.config = self
        self.rootpath = os.getcwd()


class Quiet(unittest.TestResult):
    """Takes outcomes and keeps nothing of them."""

    def __init__(self, hunt):
        unittest.TestResult.__init__(self)
        self.hunt = hunt
        self._testRunEntered = True

    def note(self, outcome, text=None):
        if self.hunt.outcome in (None, "passed"):
            self.hunt.outcome, self.hunt.remark = outcome, text

    def addSuccess(self, test):
        self.note("passed")

    def addError(self, test, error):
        self.note("failed", str(error[1])[:300])

    addFailure = addError

    def addSkip(self, test, why):
        self.note("skipped")

    def addExpectedFailure(self, test, error):
        self.note("skipped")

    def addUnexpectedSuccess(self, test):
        self.note("passed")

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.note("failed", str(error[1])[:300])


class UnittestHunt(Hunt):
    def __init__(self, wire, order, live_bytes):
        Hunt.__init__(self, wire, order, live_bytes)
        self.suite = unittest.TestSuite()
        self.result = Quiet(self)

    def let_go(self):
        Hunt.let_go(self)
        self.suite = self.result = None

    def choose(self, tests, numbers):
        Hunt.choose(self, map(Item, tests), numbers)

    def work(self):
        self.pytest_runtestloop(Session(list(self.items.values())))

    def run(self, item):
        self.outcome = self.remark = self.wide = None
        self.fixtures = []
        self.enter(item)
        failed = getattr(item.cls, "_classSetupFailed", False) or self.result._moduleSetUpFailed
        if failed:
            self.outcome = self.outcome or "failed"
            return
        item.renewed()(self.result)

    def enter(self, item):
        """Sets up what the module and the class of a test share, and measures each of them."""
        previous = self.result.__dict__.get("_previousTestClass")
        if previous is item.cls:
            return
        collect_garbage()
        start = self.gauge.read()
        self.suite._tearDownPreviousClass(item.test, self.result)
        is_new_module = previous is None or previous.__module__ != item.cls.__module__
        if is_new_module and previous is not None:
            # Setting up the next module would do it, and what that frees is nothing that was set up.
            self.suite._handleModuleTearDown(self.result)
            self.result._previousTestClass = None
        collect_garbage()
        before = self.gauge.read()
        self.suite._handleModuleFixture(item.test, self.result)
        if is_new_module:
            before = self.was_set_up("setUpModule", "module", item.cls.__module__, item.cls, before)
        self.suite._handleClassSetUp(item.test, self.result)
        self.result._previousTestClass = item.cls
        after = self.was_set_up("setUpClass", "class", item.cls.__qualname__, item.cls, before)
        whole = difference(after, start)
        self.wide = whole if self.wide is None else plus(self.wide, whole)

    def was_set_up(self, method, scope, owner, cls, before):
        """Notes what a method of a class or module has left; returns the figures after it."""
        collect_garbage()
        after = self.gauge.read()
        self.fixtures.append(
            {
                # As pytest calls what it makes of it.
                "name": "_unittest_%s_fixture_%s" % (method, owner),
                "scope": scope,
                "module": cls.__module__,
                "base": "",
                "grown": difference(after, before),
            }
        )
        return after

    def tear_down(self, session, next_item):
        # Between two tests nothing is torn down here: what the next one does not share goes in `enter`.
        if next_item is not None or self.result.__dict__.get("_previousTestClass") is None:
            return None
        kept, self.outcome, self.remark = self.outcome, None, None
        self.suite._tearDownPreviousClass(unittest.FunctionTestCase(lambda: None), self.result)
        self.suite._handleModuleTearDown(self.result)
        self.result._previousTestClass = None
        problem = self.remark if self.outcome == "failed" else None
        self.outcome = kept
        return problem
