"""Walks reach every node."""

import pytest

import graphs


@pytest.mark.parametrize("count", [2, 10, 100, 1_000, 5_000, 10_000, 15_000, 20_000])
def test_ring_is_connected(count):
    assert len(graphs.walk(graphs.ring(count)[0])) == count


class TestMany:
    @pytest.mark.parametrize("again", range(10))
    def test_repeated_walks(self, again):
        nodes = graphs.ring(6_000)
        assert graphs.walk(nodes[again]) == set(nodes)


def test_one_node():
    assert graphs.walk(graphs.Node("alone"))
