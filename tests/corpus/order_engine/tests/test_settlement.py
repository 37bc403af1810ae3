"""Netting."""

from engine.matching import settle


def test_nothing_to_settle():
    assert settle([]) == 0


def test_netting_of_many_trades():
    assert settle((n % 50, 1) for n in range(25_000)) > 0


def test_one_trade():
    assert settle([(5, 5)]) == 25
