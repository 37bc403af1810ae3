"""Imports from suppliers."""

import pytest

import tariffs


@pytest.mark.parametrize("supplier", ["north", "south", "east", "west", "islands"])
def test_yearly_file(supplier):
    assert tariffs.import_lines(supplier, 6_000) > 0


class TestCorrections:
    @pytest.mark.parametrize("count", [8_000, 10_000])
    def test_whole_year(self, count):
        assert tariffs.import_lines("corrections", count) > 0

    @pytest.mark.parametrize("count", [0, 1, 3])
    def test_few_lines(self, count):
        assert tariffs.import_lines("corrections", count) == sum(range(count))


@pytest.mark.parametrize("size", [10, 100_000])
def test_rates_are_text(size):
    assert len(" ".join(["0.3125"] * size)) == 7 * size - 1
