"""Contracts of many partners."""

import pytest

import schemas

SCHEMA = {"name": str, "price": float, "count": int}


def documents(partner, count):
    return [{"name": f"{partner} {n}", "price": n / 3, "count": n} for n in range(count)]


CASES = [(partner, documents(partner, 4_000)) for partner in ("north", "south", "east", "west", "up", "down")]


@pytest.mark.parametrize("partner,rows", CASES, ids=[partner for partner, _ in CASES])
def test_rows_keep_the_contract(partner, rows):
    assert not [row for row in schemas.expanded(rows) if schemas.problems(row, SCHEMA)]


@pytest.mark.parametrize("missing", ["name", "price", "count"])
def test_missing_field(missing):
    row = documents("x", 1)[0]
    del row[missing]
    assert schemas.problems(row, SCHEMA) == [missing]
