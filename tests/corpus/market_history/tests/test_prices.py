"""Histories."""

import pytest

from prices import Service


class TestHistory:
    @pytest.mark.parametrize("market", ["xetra", "nyse", "lse", "tse"])
    def test_load(self, market):
        assert len(Service().load(market, 290_000)) == 290_000


def test_nothing_loaded_at_first():
    assert isinstance(Service.loaded, dict)


def test_service():
    assert Service() is not Service()
