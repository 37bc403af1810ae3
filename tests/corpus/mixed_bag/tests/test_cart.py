"""Carts."""

import pytest

from market import Cart


@pytest.mark.parametrize("count", [20_000, 30_000])
def test_large_cart(count):
    cart = Cart()
    cart.add(*(f"thing {n}" for n in range(count)))
    assert cart.pay() == count


def test_not_paid():
    cart = Cart()
    cart.add(*(f"thing {n}" for n in range(100_000)))
    assert len(cart.items) == 100_000


def test_wrong_sum():
    assert sum([1, 2]) == 4
