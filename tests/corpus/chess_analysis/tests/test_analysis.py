"""Positions are analysed."""

import pytest

import analysis


@pytest.mark.parametrize("file, rank, square", [(0, 0, "a1"), (4, 3, "e4"), (7, 7, "h8")])
def test_notation(file, rank, square):
    assert analysis.notation(file, rank) == square


def test_opening():
    assert analysis.analyse(1) == 60_000


def test_endgame_to_the_end():
    assert analysis.analyse(34) == 34 * 60_000


def test_middle_game():
    assert analysis.analyse(3) == 180_000
