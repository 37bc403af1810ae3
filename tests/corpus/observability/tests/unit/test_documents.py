"""Documents without the application."""


def test_words():
    assert "a b c".count(" ") + 1 == 3


def test_no_words():
    assert "".split() == []
