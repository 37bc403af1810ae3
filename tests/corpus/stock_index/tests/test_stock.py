"""Deliveries."""

import pytest

import stock


@pytest.mark.parametrize("articles", [20_000, 25_000, 30_000, 35_000])
def test_delivery(articles):
    assert len(stock.deliver(articles).articles) == articles


def test_old_index_leads_to_the_new_one():
    before = stock.current()
    assert stock.deliver(15_000) is before.following


def test_shelves():
    assert [shelf.number for shelf in stock.current().shelves] == [0, 1, 2, 3]
