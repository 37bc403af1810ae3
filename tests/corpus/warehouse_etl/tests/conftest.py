"""One warehouse per module."""

import pytest

from warehouse import Warehouse


@pytest.fixture(scope="module")
def warehouse(request):
    warehouse = Warehouse(request.module.__name__)
    warehouse.load(100_000)
    yield warehouse
    warehouse.close()
