"""The hooks."""

import os

import pytest

import hooks


@pytest.mark.parametrize("name", ["before", "during", "after"])
def test_known(name):
    assert name in hooks.names()


def test_stop():
    hooks.stop(os.getpid())


def test_order():
    assert hooks.names()[0] == "before"
