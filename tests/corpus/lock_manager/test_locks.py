"""Locks."""

import pytest

import locks


@pytest.mark.parametrize("name", ["a", "b"])
def test_lock(name):
    with locks.lock(name):
        assert locks.lock(name).locked()


def test_nested():
    with locks.lock("c"), locks.lock("c"):
        assert locks.lock("c").locked()


def test_free():
    assert not locks.lock("d").locked()
