"""Trees of several sizes."""

import pytest

import trees


@pytest.mark.parametrize("generations", [0, 1, 5, 10])
def test_count(generations):
    assert trees.count(trees.ancestors(generations)) == 2 ** (generations + 1) - 1


class TestOldFamilies:
    def test_back_to_the_middle_ages(self):
        tree = trees.ancestors(18)
        assert trees.count(tree) == 2**19 - 1

    def test_grandparents(self):
        tree = trees.ancestors(2)
        assert [person.name for parent in tree.parents for person in parent.parents] == [
            "rootmm",
            "rootmf",
            "rootfm",
            "rootff",
        ]


@pytest.mark.parametrize("generations", [3, 6, 9, 12])
def test_names_are_different(generations):
    tree = trees.ancestors(generations)
    assert len(set(trees.names(tree))) == trees.count(tree)
