"""One dataset per module, named after it."""

import pytest

import climate


@pytest.fixture(scope="module")
def dataset(request):
    return climate.load(request.module.REGION, 130)
