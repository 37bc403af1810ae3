"""Bright stars."""

import conftest
import pytest

BRIGHT = [dict(star) for star in conftest.STARS if star["magnitude"] < 4]


@pytest.mark.parametrize("limit", [0.1, 1, 2, 3, 3.9])
def test_brighter_than(limit):
    assert [star for star in BRIGHT if star["magnitude"] < limit]


def test_names_are_unique():
    assert len({star["name"] for star in BRIGHT}) == len(BRIGHT)
