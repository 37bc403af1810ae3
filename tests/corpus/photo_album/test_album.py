"""Pages of an album."""

import pytest


@pytest.mark.parametrize("page", range(7))
def test_page(picture, page):
    assert len(picture) > page


@pytest.mark.parametrize("page", range(7))
def test_title(page):
    assert f"page {page}".startswith("page")
