"""Price tables."""

import datetime

import pytest

import pricing


def fresh_name(stem):
    return f"{stem}@{datetime.datetime.now().isoformat()}"


@pytest.mark.parametrize("size", [1, 10, 100, 1_000, 10_000])
def test_table_for_customer(size):
    assert pricing.price(fresh_name("acme"), size) > 0


@pytest.mark.parametrize("discount", [0.05, 0.1, 0.5])
def test_discounted_table(discount):
    name = fresh_name("initech")
    assert pricing.price(name, 10, discount) < pricing.price(name, 10)


def test_quantity_out_of_range():
    with pytest.raises(IndexError):
        pricing.price("walk-in", 1_000_000)


def test_walk_in_customer():
    assert pricing.price("walk-in", 1) > 0
