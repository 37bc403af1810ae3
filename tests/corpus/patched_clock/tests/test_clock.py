"""Time is faked."""

from unittest import mock

import pytest

import clock


@pytest.mark.parametrize("days", [20_000, 30_000, 40_000])
def test_many_holidays(monkeypatch, days):
    monkeypatch.setattr(clock, "HOLIDAYS", {f"day {n}" for n in range(days)})
    assert clock.is_holiday("day 7")


@pytest.mark.parametrize("ticks", [1_000, 5_000])
def test_waiting(ticks):
    with mock.patch.object(clock, "now", side_effect=[0.0] * ticks + [9.0] * 3) as now:
        sleep = mock.Mock()
        clock.wait_until(5.0, sleep)
        assert now.call_count > ticks // 2


@mock.patch("clock.time.time", return_value=12.0)
def test_now(fake):
    assert clock.now() == 12.0


def test_real_holidays():
    assert clock.is_holiday("2024-12-25")
