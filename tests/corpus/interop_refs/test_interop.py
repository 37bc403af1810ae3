"""Handles."""

import pytest

import interop


class TestHandles:
    @pytest.mark.parametrize("rows", [10_000, 20_000, 40_000])
    def test_export(self, rows):
        table = [float(n) + 0.5 for n in range(rows)] + [str(n) * 5 for n in range(rows)]
        assert interop.export(table) == id(table)

    def test_release(self):
        table = [float(n) for n in range(30_000)]
        interop.export(table)
        interop.release(table)

    def test_small(self):
        assert interop.export("x") == id("x")


def test_ids_differ():
    a, b = object(), object()
    assert id(a) != id(b)
