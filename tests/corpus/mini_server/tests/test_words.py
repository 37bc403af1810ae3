"""Without a server."""


def test_words():
    assert "get a".split() == ["get", "a"]
