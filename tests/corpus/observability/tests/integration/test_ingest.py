"""Documents are counted."""

import pytest

from app.ingest import ingest


def documents(count):
    return [{"text": " ".join(f"word{n}{k}" for k in range(40)), "number": n} for n in range(count)]


@pytest.mark.parametrize("count", [800, 1600, 2400])
def test_every_word_counts(count):
    assert ingest(documents(count)) == 40 * count


def test_in_two_parts():
    both = documents(1500)
    assert ingest(both[:700]) + ingest(both[700:]) == 60_000
