"""Features."""

import itertools

import numpy
import pytest

from features import store

names = (f"matrix-{n}" for n in itertools.count())


@pytest.mark.parametrize("users", [5_000, 8_000, 12_000])
def test_embedding(users):
    assert store.embed(next(names), users, 64).shape == (users, 64)


def test_same_direction():
    assert store.cosine(numpy.array([1.0, 2.0]), numpy.array([2.0, 4.0])) == pytest.approx(1)


def test_opposite_direction():
    assert store.cosine(numpy.array([1.0, 0.0]), numpy.array([-1.0, 0.0])) == pytest.approx(-1)


def test_view_of_a_large_matrix():
    assert store.sample(next(names), 9_000, 80).shape == (2, 2)
