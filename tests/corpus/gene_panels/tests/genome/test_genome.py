"""The whole reference."""

import pytest

from panels.reference import reference, share

NUMBERS, AROUND = reference(5_000_000)


@pytest.mark.parametrize("base", range(4))
def test_share(base):
    assert share(NUMBERS, base) == 0.25


def test_around():
    assert (AROUND[:, 3] == NUMBERS).all()
