"""Taxes grow with the income."""

import pytest

import taxes


@pytest.mark.parametrize("income", [0, 1_000, 5_000, 10_000, 20_000, 24_999])
@pytest.mark.parametrize("country", sorted(taxes.RATES))
def test_not_more_than_the_rate(country, income):
    assert 0 <= taxes.tax(country, income) <= income * taxes.RATES[country] + 0.01


def test_unknown_country():
    with pytest.raises(KeyError):
        taxes.tax("atlantis", 1)


@pytest.mark.parametrize("country", sorted(taxes.RATES))
def test_grows(country):
    assert taxes.tax(country, 20_000) > taxes.tax(country, 10_000)
