"""Spools."""

import pytest

from spool import Spool


@pytest.mark.parametrize("count", [15_000, 25_000, 35_000, 45_000])
def test_spooled(count):
    assert len(Spool([f"line {n} of many" for n in range(count)]).open().lines) == count


def test_flushed():
    spool = Spool([f"line {n}" for n in range(20_000)])
    assert spool.flush() == 20_000


def test_empty():
    assert Spool([]).flush() == 0
