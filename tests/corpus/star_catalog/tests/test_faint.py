"""Faint stars."""

import conftest


def test_none_is_fainter_than_eight():
    assert all(star["magnitude"] < 8 for star in conftest.STARS)


def test_sorted_copy():
    assert sorted(conftest.STARS, key=lambda star: -star["magnitude"])[0]["magnitude"] == 7.9
