"""Small panels."""

import pytest

from panels.reference import reference, share


@pytest.mark.parametrize("base", range(4))
def test_share(base):
    assert share(reference(40_000)[0], base) == 0.25


def test_around():
    assert reference(100)[1].shape == (100, 7)
