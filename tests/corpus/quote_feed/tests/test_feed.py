"""Subscriptions of all sorts."""

import pytest

from feed import Feed


@pytest.mark.parametrize(
    "size,market,depth",
    [
        pytest.param("0.5", "BTC/USD", 30_000, id="0.5-BTC/USD"),
        pytest.param("0.5", "BTC/EUR", 10, id="0.5-BTC/EUR"),
        pytest.param("2", "Öl", 25_000, id="2-Öl [Rohstoff]"),
        pytest.param("2", "Gas", 900, id="2-Gas [Rohstoff]"),
        pytest.param("a::b", "ETH/USD", 40_000, id="a::b-ETH/USD"),
        pytest.param("a::b", "ETH/EUR", 0, id="a::b-ETH/EUR"),
    ],
)
def test_subscribe(size, market, depth):
    assert Feed(market).subscribe(size, depth) == depth


def test_market():
    assert Feed("X").market == "X"
