"""The western warehouse."""

import pytest


@pytest.mark.parametrize("number", [0, 500, 99_999])
def test_row(warehouse, number):
    assert warehouse.rows[number]["sku"] == f"test_west-{number}"
