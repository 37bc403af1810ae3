"""Words are counted."""

import pytest

import words

SHOWN = []


def test_empty():
    assert words.count("") == {}


def test_large_collection():
    # The sample is small and is needed by the tests below.
    SHOWN.extend(words.vocabulary(250_000, 5_000))
    assert len(SHOWN) == 50


@pytest.mark.parametrize("number", range(12))
def test_sample(number):
    assert len(words.vocabulary(2_000, 100)) == 20


def test_twice():
    assert words.count("a b a") == {"a": 2, "b": 1}
