"""Short words."""

import words


def test_two_letters():
    assert words.words(2, 3) == ["ee", "te", "ae"]


def test_none():
    assert words.words(3, 0) == []
