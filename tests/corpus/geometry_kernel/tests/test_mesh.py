"""Refining keeps the shape."""

import random

import pytest

from geometry.mesh import area, refine


def shape(sides, dice=random):
    return tuple((dice.random(), dice.random()) for _ in range(sides))


@pytest.mark.parametrize("sides", [5, 6, 7, 8, 9, 10])
def test_refined_mesh_keeps_its_area(sides):
    corners = shape(sides)
    assert area(refine(corners, 12)) == pytest.approx(area(list(corners)))


def test_coarse_mesh():
    assert len(refine(((0, 0), (1, 0), (0, 1)), 3)) == 24


@pytest.mark.parametrize("side", [1, 2, 3])
def test_area_of_a_square(side):
    assert area([(0, 0), (side, 0), (side, side), (0, side)]) == side * side
