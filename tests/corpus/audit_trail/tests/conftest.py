"""One trail for everybody: opening it is slow in reality."""

import pytest

import audit


@pytest.fixture(scope="session")
def trail():
    trail = audit.Trail()
    yield trail
    trail.entries.clear()
