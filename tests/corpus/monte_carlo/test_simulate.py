"""Walks have as many steps as they were given."""

import random

import pytest

import simulate


@pytest.mark.parametrize("again", range(25))
def test_walk(again):
    steps = random.choice([10, 1_000, 20_000, 60_000, 120_000])
    assert len(simulate.walk(steps)) == steps


@pytest.mark.parametrize("trials", [0, 1, 50, 5_000])
def test_outcomes(trials):
    assert len(simulate.outcomes(trials)) == trials


def test_noise_in_blocks():
    blocks = [bytes([n % 255 + 1]) * random.randrange(1, 400_000) for n in range(100)]
    assert len(blocks) == 100
