"""Searching the catalogue."""

import uuid

import pytest

import catalog


@pytest.mark.parametrize("number", range(18))
def test_price_is_stable(number):
    assert catalog.price(number) == catalog.price(number)


@pytest.mark.parametrize("word", ["lamp", "Chair", "TABLE", "bed", "sofa", "shelf", "desk", "rug", "mirror", "clock"])
def test_single_words(word):
    catalog.add(1, f"a {word}")
    assert 1 in catalog.search(word)


def test_reindex_after_import():
    titles = [f"{uuid.uuid4().hex} {uuid.uuid4().hex}" for _ in range(20_000)]
    for number, title in enumerate(titles):
        catalog.add(number, title)
    assert catalog.search(titles[0].split()[0]) == [0]


class TestUnusualWords:
    @pytest.mark.parametrize("word", ["überzug", "café", "naïve", "straße", "crème"])
    def test_not_ascii(self, word):
        catalog.add(2, word)
        assert catalog.search(word)

    @pytest.mark.parametrize("word", ["", " ", "--", "?", "!", "…"])
    def test_no_word_at_all(self, word):
        assert catalog.search(word) == []
