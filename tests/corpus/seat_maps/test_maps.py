"""Maps of seats, four to a hall."""

import pytest

MAPS = {}


@pytest.fixture
def seats(request):
    MAPS[request.node.name] = ["seat %d" % seat for seat in range(45_000)]
    yield MAPS[request.node.name]
    if len(MAPS) == 4:
        MAPS.clear()


@pytest.mark.parametrize("hall", range(20))
def test_map(seats, hall):
    assert len(seats) == 45_000


class Node:
    def __init__(self):
        self.me = self
        self.rows = ["%d" % row for row in range(400)]


@pytest.mark.parametrize("hall", range(12))
def test_rings(hall):
    assert len([Node() for _ in range(120)]) == 120
