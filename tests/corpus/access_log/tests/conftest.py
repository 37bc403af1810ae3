"""A log of a busy day."""

import pytest

import access


@pytest.fixture(scope="session")
def log(tmp_path_factory):
    path = tmp_path_factory.mktemp("logs") / "access.log"
    access.write(path, 400_000)
    return path
