"""The table of a year."""

import pytest

import tides


@pytest.fixture(scope="session")
def heights():
    yield tides.year()
