"""Queries."""

import pytest

import pool


@pytest.mark.parametrize("rows", [10_000, 15_000, 20_000, 25_000])
def test_query(rows):
    assert pool.query(rows) == rows


def test_no_rows():
    assert pool.query(0) == 0


def test_pool_is_small():
    assert pool.EXECUTOR._max_workers == 2
