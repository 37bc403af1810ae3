import books
import pytest


@pytest.mark.parametrize("depot", ["north", "south", "east", "west", "harbour", "airport"])
def test_entries_are_counted(depot):
    assert books.book(depot, 90_000) == 90_000


@pytest.mark.parametrize("rows", [10_000, 50_000, 90_000])
def test_total(rows):
    assert books.total(rows) == rows * (rows - 1) // 2
