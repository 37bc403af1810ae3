"""Deliveries of a day."""

import pytest

from stock import journal

GOODS = ["bolts", "nuts", "washers", "screws", "rivets", "nails", "anchors", "hooks", "hinges", "clamps", "pins", "clips"]


@pytest.mark.parametrize("goods", GOODS)
def test_delivery(goods):
    assert journal.deliver(goods, 5_000) >= 5_000
    assert journal.level(f"{goods}-4999") >= 1


@pytest.mark.parametrize("articles", [10, 5_000, 20_000])
def test_value(articles):
    prices = {f"a-{n}": 2.0 for n in range(articles)}
    assert journal.value(prices, dict.fromkeys(prices, 3)) == 6.0 * articles


def test_unknown_article():
    assert journal.level("unobtainium-1") == 0
