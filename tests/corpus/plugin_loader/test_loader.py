"""Plugins."""

import itertools

import pytest

import loader

numbers = itertools.count()
SOURCE = "TABLE = [(n, str(n) * 3) for n in range({size})]\ndef size(): return len(TABLE)\n"


def load(size):
    return loader.load(f"plugin_{next(numbers)}", SOURCE.format(size=size))


@pytest.mark.parametrize("size", [10_000, 15_000, 20_000])
def test_table(size):
    assert load(size).size() == size


class TestTwo:
    def test_both(self):
        assert load(8_000).size() + load(9_000).size() == 17_000

    def test_empty(self):
        assert load(0).size() == 0


def test_syntax():
    with pytest.raises(SyntaxError):
        loader.load("broken", "def")
