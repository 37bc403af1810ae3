"""Bounds are kept."""

import pytest

import recent


@pytest.mark.parametrize("count", range(50, 551, 50))
def test_never_more_than_the_bound(count):
    for item in range(count):
        assert recent.look_at(item) <= 400


@pytest.mark.parametrize("many", [1, 2, 4, 6, 8, 10, 12, 8, 3])
def test_buffers_come_back(many):
    buffers = [recent.borrow() for _ in range(many)]
    for buffer in buffers:
        recent.give_back(buffer)
    assert len(recent._POOL) <= 8
