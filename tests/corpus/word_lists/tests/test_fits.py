"""Words fit patterns."""

import pytest

import words


@pytest.mark.parametrize("pattern", ["....", "e...", "..t."])
def test_pattern(pattern):
    assert any(words.fits(word, pattern) for word in words.words(4, 2_000))


def test_wrong_length():
    assert not words.fits("tea", "....")
