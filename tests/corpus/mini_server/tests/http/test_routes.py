"""Routes."""

import pytest


def test_root(server):
    assert server.answer("/") == "http: /"


@pytest.mark.parametrize("path", ["/a", "/b", "/c"])
def test_path(server, path):
    assert server.answer(path).endswith(path)
