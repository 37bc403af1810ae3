"""Every test runs in a context."""

import pytest

from context import Context


@pytest.fixture(autouse=True)
def context():
    return Context("tester").enter()
