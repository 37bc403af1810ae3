"""The northern warehouse."""


def test_total(warehouse):
    assert warehouse.total() > 0


def test_name(warehouse):
    assert warehouse.name == "test_north"


def test_shelves(warehouse):
    assert len({row["shelf"] for row in warehouse.rows}) == 311
