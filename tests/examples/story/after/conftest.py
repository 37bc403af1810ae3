"""What all tests share."""

import pytest
from prometheus_client import REGISTRY

pytest_plugins = ["suite"]


@pytest.fixture(autouse=True)
def clean_registry():
    """Takes away the collectors that the test registered: the registry outlives every test."""
    before = set(REGISTRY._collector_to_names)
    yield
    for collector in set(REGISTRY._collector_to_names) - before:
        REGISTRY.unregister(collector)
