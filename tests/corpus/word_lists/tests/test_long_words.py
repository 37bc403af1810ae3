"""Long words."""

import pytest

import words

LONG = words.words(9, 1_500_000)
BY_START = {}
for word in LONG:
    BY_START.setdefault(word[:5], []).append((word, len(word)))


@pytest.mark.parametrize("start", ["eeeee", "ttttt"])
def test_start(start):
    assert all(word.startswith(start) for word, _ in BY_START[start])


def test_all_are_long():
    assert {len(word) for word in LONG} == {9}
