"""Reminders."""

import pytest

from reminders import remind


def rows(day):
    return ["day %d: task %d" % (day, task) for task in range(24_000)]


@pytest.mark.parametrize("day", range(6))
def test_tomorrow(day):
    assert remind(rows(day), 86_400).is_alive()


@pytest.mark.parametrize("day", range(6))
def test_called_off(day):
    timer = remind(rows(day), 86_400)
    timer.cancel()
    timer.join()
    assert not timer.is_alive()
