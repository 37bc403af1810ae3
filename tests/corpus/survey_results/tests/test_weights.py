"""Weights."""

import pytest

import survey

seen = {}


@pytest.mark.parametrize("people", [20_000, 30_000, 40_000])
def test_weights(people):
    seen[people, len(seen)] = survey.weights(people)
    assert max(seen[people, len(seen) - 1].values()) == 1.8


def test_nobody():
    assert survey.weights(0) == {}
