"""Customers."""

from models import Customer


def test_initials():
    assert Customer(name="Ada King").initials == "AK"


def test_import_of_customers():
    names = [f"Customer {n} of {n % 97}" for n in range(6_000)]
    for name in names:
        Customer(name=name, notes=[name] * 20).save()
    assert len(Customer.identity_map) >= 6_000


def test_two_customers_are_not_one():
    assert Customer(name="a") is not Customer(name="a")
