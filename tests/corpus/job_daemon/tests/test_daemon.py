"""Daemons."""

import pytest

from jobs import Daemon


@pytest.mark.parametrize("size_mib", [12, 18])
def test_started(size_mib):
    assert Daemon(size_mib).start() == size_mib


def test_stopped():
    daemon = Daemon(15)
    assert daemon.start() == 15
    daemon.stop()


def test_not_started():
    assert Daemon(1).process.pid is None
