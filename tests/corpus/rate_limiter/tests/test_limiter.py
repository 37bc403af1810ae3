"""Requests are allowed or refused."""

import pytest

from limiter import Limiter


class TestBursts:
    @pytest.mark.parametrize("requests", [500, 600, 700])
    def test_all_at_once(self, requests):
        limiter = Limiter(requests // 2)
        assert sum(limiter.allow(n / 10_000) for n in range(requests)) == requests // 2


def test_slow_requests():
    limiter = Limiter(1)
    assert all(limiter.allow(float(n)) for n in range(5))


def test_per_second():
    assert Limiter(3).per_second == 3
