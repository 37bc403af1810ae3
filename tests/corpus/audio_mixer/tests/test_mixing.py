"""Ever larger pieces of music, then small ones again."""

import pytest

from mixer.arena import ARENA, mix

PIECES = {"solo": 1, "duet": 2, "trio": 3, "quartet": 4, "octet": 8, "band": 12, "choir": 16, "orchestra": 20}


@pytest.mark.parametrize("piece", PIECES)
def test_piece(piece):
    voices = PIECES[piece]
    assert mix(voices, 6) == sum(range(voices * 6))


@pytest.mark.parametrize("seconds", [1, 5, 10, 30])
def test_solo_again(seconds):
    assert mix(1, seconds) == sum(range(seconds))


def test_orchestra_again():
    assert mix(PIECES["orchestra"], 6) == sum(range(120))


def test_silence():
    assert mix(0, 10) == 0 and ARENA.blocks <= 120
