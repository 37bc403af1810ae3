"""Pictures of several sizes."""

import pytest

import farm


@pytest.mark.parametrize("side", [1, 10, 100, 1_000])
def test_render(side):
    assert farm.render(side) == side * side * 4


def test_render_in_high_resolution():
    assert farm.render(10_000) == 400_000_000


def test_program():
    assert "argv" in farm.PROGRAM
