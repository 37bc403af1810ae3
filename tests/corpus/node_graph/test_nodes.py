"""Kinds of nodes."""

import pytest

from nodes import Node


def define(name, size):
    return type(name, (Node,), {"table": tuple((n, f"{name} {n}") for n in range(size))})


@pytest.mark.parametrize("size", [10_000, 14_000, 18_000])
def test_custom_node(size):
    define(f"Custom{size}", size)
    assert len(Node.make(f"Custom{size}").table) == size


class TestOverride:
    def test_twice(self):
        define("Double", 11_000)
        define("Double", 12_000)
        assert len(Node.make("Double").table) == 12_000


def test_plain():
    assert Node.make("Plain").table == ()
