"""Months are imported."""

import pytest

from archive import store


def test_nothing_before_the_first_import():
    assert store.months() == [] or store.months()[0].startswith("20")


@pytest.mark.parametrize("month", [f"2023-{month:02}" for month in range(1, 13)])
def test_import_of_month(month):
    assert store.import_month(month, 70_000) == 70_000


def test_months_are_sorted():
    assert store.months() == sorted(store.months())
