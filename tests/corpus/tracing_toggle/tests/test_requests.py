"""Requests."""

import pytest

from webapp.handlers import handle


@pytest.mark.parametrize("path", ["/", "/about", "/shop", "/cart", "/help"])
def test_page(path):
    assert handle(path, 30_000) == 30_000


def test_long_page():
    assert handle("/all", 60_000) == 60_000
