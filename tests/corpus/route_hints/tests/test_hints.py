"""What hints say."""

import hints


def test_left_and_right():
    assert "keep right" in hints.hints("a", "b")[0] and "keep left" in hints.hints("a", "b")[1]


def test_latest_are_few():
    assert len(hints.LATEST) <= 16
