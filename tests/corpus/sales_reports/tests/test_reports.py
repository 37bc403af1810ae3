"""Sums by shop."""

import pytest

from reports import warehouse


class TestQuarters:
    @pytest.mark.parametrize("quarter", ["Q1", "Q2", "Q3", "Q4"])
    def test_fifty_shops(self, quarter):
        assert len(warehouse.by_shop(warehouse.sales(quarter, 60_000))) == 50


def test_year():
    assert warehouse.by_shop(warehouse.sales("year", 120_000)).sum() > 0


def test_no_sales():
    assert warehouse.by_shop(warehouse.sales("none", 0)).empty
