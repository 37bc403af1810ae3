"""Notes."""

import notes


def test_title():
    assert notes.title("3") == "Version 3"


def test_publish_many():
    total = sum(notes.publish(f"1.{n}", [f"fix {n}-{k}" for k in range(12_000)]) for n in range(4))
    assert total == 48_000


def test_publish_nothing():
    assert notes.publish("0", []) == 0
