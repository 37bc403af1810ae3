"""Converting there and back."""

import pytest

import currency


@pytest.mark.parametrize("code", ["eur", "usd", "jpy"])
def test_there_and_back(code):
    assert currency.convert(currency.convert(10, "eur", code), code, "eur") == pytest.approx(10)


def test_pound():
    assert currency.convert(10, "eur", "gbp") == 8.5


def test_many_amounts():
    amounts = [n / 7 for n in range(60_000)]
    converted = {amount: currency.convert(amount, "eur", "usd") for amount in amounts}
    assert max(converted.values()) < 100


@pytest.mark.parametrize("amount", [0, 1, 1000])
def test_same_currency(amount):
    assert currency.convert(amount, "usd", "usd") == pytest.approx(amount)
