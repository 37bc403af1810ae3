"""Uses pytest-memray and pytest-monitor on every test, and writes down what they say, one line each.

The file is written line by line: what was said before a process died counts.
"""

import os

import pytest

OUT = os.environ["CORPUS_OUT"]
MARKER = os.environ.get("CORPUS_MARKER")
LIMIT = os.environ.get("CORPUS_LIMIT")


def write(*words):
    with open(OUT, "a", encoding="utf-8") as out:
        out.write("\t".join(words) + "\n")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    for item in items:
        if MARKER:
            item.add_marker(getattr(pytest.mark, MARKER)(LIMIT))
        write("test", item.nodeid)


def pytest_runtest_logreport(report):
    for title, _ in report.sections:
        # The titles under which pytest-memray reports that a limit was exceeded.
        if title == "memray-leaked-memory":
            write("leak", report.nodeid)
        elif title == "memray-max-memory":
            write("hog", report.nodeid)


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item):
    # pytest-monitor leaves its figure, in MiB, on the item.
    if hasattr(item, "mem_usage"):
        write("usage", item.nodeid, str(item.mem_usage))
