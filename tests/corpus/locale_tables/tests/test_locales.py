"""Every language."""

import pytest

import locales


@pytest.fixture(scope="module", params=["de", "en", "fr", "it", "ja", "ru"])
def language(request):
    return request.param


@pytest.fixture(scope="module")
def table(language):
    table = locales.table(language, 90_000)
    yield table
    table.clear()


def test_size(table):
    assert len(table) == 90_000


def test_first_word(table, language):
    assert table[f"{language} word 0"] == "meaning 0"


def test_unknown_word(table):
    assert "nothing" not in table
