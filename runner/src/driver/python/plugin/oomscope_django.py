"""oomscope's test runner for Django: the project's own one, which also tells the runner of every test.

`manage.py test` is given it by `--testrunner=oomscope_django.Runner`; what the project's settings or another
`--testrunner` name is what it is made of.
"""

import os

from django.conf import settings
from django.test.utils import get_runner

import oomscope_unittest
from oomscope_unittest import Speaker, prepare, quietly, speaker, telling

Base = get_runner(settings, os.environ.pop("OOMSCOPE_TESTRUNNER", None) or None)


class Runner(Base):
    def __init__(self, *arguments, **options):
        Base.__init__(self, *arguments, **options)
        oomscope_unittest.begin("django")
        if speaker() is not None:
            # What a test needs and keeps can be told only where one runs after the other in one process.
            self.parallel = 1
            inner = getattr(self, "test_runner", None)
            if inner is not None:
                self.test_runner = telling(inner)

    def build_suite(self, *arguments, **options):
        suite = Base.build_suite(self, *arguments, **options)
        if speaker() is not None:
            quietly(Speaker.choose, suite)
            if speaker() is not None and speaker().collect_only:
                # Before a database is made: it takes none to list the tests.
                prepare(suite)
        return suite

    def run_tests(self, *arguments, **options):
        failures = Base.run_tests(self, *arguments, **options)
        quietly(Speaker.finish, 1 if failures else 0)
        return failures
