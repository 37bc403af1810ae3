"""The southern warehouse."""

from warehouse import Warehouse


def test_total(warehouse):
    assert warehouse.total() > 0


def test_north_is_closed(warehouse):
    assert list(Warehouse.open_ones) == [warehouse.name]
