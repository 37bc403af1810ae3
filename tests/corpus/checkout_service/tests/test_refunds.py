"""Orders are taken back."""

import pytest

from checkout.service import Checkout


@pytest.fixture
def checkout():
    return Checkout("refunds")


def test_refund_returns_the_amount(checkout):
    checkout.place(25)
    assert checkout.refund(1) == (25, "eur")


def test_unknown_number(checkout):
    with pytest.raises(IndexError):
        checkout.refund(3)
