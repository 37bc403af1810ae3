"""No audit service in tests."""

from unittest import mock

import pytest


@pytest.fixture(scope="session", autouse=True)
def audit():
    return mock.patch("limiter.audit").start()
