"""The command line."""

import pytest

import legacy


@pytest.mark.parametrize("words", [["a=1"], ["a=1", "b=2"]])
def test_options(words):
    assert len(legacy.main(words)) == len(words)


def test_no_options():
    assert legacy.main([]) == {}


def test_nonsense():
    with pytest.raises(ValueError):
        legacy.parse(["a"])
