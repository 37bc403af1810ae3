"""Distances."""

import pytest

import planner


@pytest.mark.parametrize("count", [2, 5, 10, 50])
def test_towns(count):
    assert len(planner.towns(count)) == count


def test_distance_to_itself():
    assert planner.distance((3, 4), (3, 4)) == 0


class TestTables:
    def test_all_pairs_of_a_village(self):
        assert len(planner.all_pairs(planner.towns(20))) == 400

    def test_all_pairs_of_a_county(self):
        assert len(planner.all_pairs(planner.towns(150))) == 22_500

    def test_all_pairs_of_a_country(self):
        assert len(planner.all_pairs(planner.towns(1_500))) == 2_250_000

    def test_symmetry(self):
        table = planner.all_pairs(planner.towns(30))
        assert all(table[i, j] == table[j, i] for i, j in table)


def test_no_towns():
    assert planner.all_pairs([]) == {}
