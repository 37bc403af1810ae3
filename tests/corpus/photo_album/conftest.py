"""Keeps pictures for a report that nobody writes any more."""

import pytest


class Gallery:
    def __init__(self):
        self.pictures = {}

    def pytest_runtest_teardown(self, item):
        picture = item.funcargs.get("picture")
        if picture is not None:
            self.pictures[item.nodeid, len(self.pictures)] = picture


def pytest_configure(config):
    config.pluginmanager.register(Gallery(), "gallery")


@pytest.fixture
def picture():
    return bytearray(2_600_000)
