"""Trees of several depths."""

import pytest

from trees import Node


@pytest.mark.parametrize("depth", [0, 1, 2, 10, 11, 12, 13])
def test_size(depth):
    assert Node(depth).count() == 2 ** (depth + 1) - 1


@pytest.mark.parametrize("again", range(8))
def test_parent(again):
    root = Node(13)
    assert root.children[0].parent is root
