"""The monitor beats."""

import pytest

from monitor import Monitor


@pytest.mark.parametrize("hosts", [7_000, 14_000, 21_000])
def test_started(hosts):
    assert Monitor(hosts).start().beats == hosts


class TestPair:
    def test_both_beat(self):
        left, right = Monitor(6_000).start(), Monitor(8_000).start()
        assert left.beats + right.beats == 14_000

    def test_stopped(self):
        monitor = Monitor(10).start()
        monitor.stop()
        assert monitor.stopped.is_set()


def test_not_started():
    assert Monitor(5).beats == 0
