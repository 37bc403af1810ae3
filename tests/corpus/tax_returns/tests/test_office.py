"""Returns are assessed."""

import pytest

from returns import office, worker


@pytest.mark.parametrize("name", ["abel", "berg", "curie", "darwin", "euler", "fermi"])
def test_return(name):
    assert office.assess(name, 30_000) == 14_985_000


class TestCompanies:
    def test_large_return(self):
        assert office.assess("works ltd", 40_000) > 0

    @pytest.mark.parametrize("count", [10, 400])
    def test_rates(self, count):
        assert office.rates([5_000] * count) == [0] * count


@pytest.mark.parametrize("income", [0, 9_999, 20_000, 500_000])
def test_rate(income):
    assert 0 <= worker.rate(income) <= 0.42
