"""A server for this folder."""

import pytest

from server import Server


@pytest.fixture(scope="package")
def server():
    return Server("http", 240).start()
