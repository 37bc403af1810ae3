"""Ranks."""

import pytest

from ranking import Index


@pytest.mark.parametrize("documents", [15_000, 25_000, 35_000])
def test_best(documents):
    assert Index(documents).best(["about 3", "zebra"]) == "about 3"


class TestTies:
    def test_first_one_wins(self):
        assert Index(30_000).best(["zebra", "yak"]) == "zebra"


def test_documents():
    assert len(Index(20_000).documents) == 20_000
