"""Prices."""

import fakes
import pytest

import shop


def many(count, value):
    return {f"item {n}": n + value for n in range(count)}


@pytest.mark.parametrize("count", [10_000, 20_000, 30_000])
def test_offline(count):
    fakes.answer_with(many(count, 1))
    assert shop.price("item 7") == 8


class TestDiscounts:
    def test_summer(self):
        fakes.answer_with(many(25_000, 5))
        assert shop.price("item 1", 2) == 12

    def test_lamp(self):
        assert shop.price("lamp") == 20


def test_unknown():
    with pytest.raises(LookupError):
        shop.price("spaceship")
