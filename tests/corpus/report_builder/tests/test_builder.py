"""Each output format, a few times."""

import pytest

import builder

ROWS = [{"a": n, "b": n * n} for n in range(50)]


def test_xml():
    assert builder.as_xml(ROWS[:2]) == '<rows><row a="0" b="0" /><row a="1" b="1" /></rows>'


def test_mean():
    assert builder.mean(ROWS, "a") == 24.5


def test_spread():
    assert builder.spread([1, 1, 1]) == 0


def test_mail():
    assert "hello" in builder.as_mail("hello")


def test_stored():
    assert builder.stored(ROWS) == (50, 1225)


@pytest.mark.parametrize("column,expected", [("a", 24.5), ("b", 808.5)])
def test_mean_of_columns(column, expected):
    assert builder.mean(ROWS, column) == expected


@pytest.mark.parametrize("values,expected", [([0, 2], 1), ([5], 0), ([1, 3, 1, 3], 1)])
def test_spreads(values, expected):
    assert builder.spread(values) == expected
