"""Tours."""

import pytest

import tours


@pytest.mark.parametrize("count", [2, 50, 600])
def test_tour(count):
    assert 0 < tours.tour(tours.stops(count, 7)) < 30 * count


@pytest.mark.parametrize("count", [10, 300, 900])
def test_longest_way(count):
    assert tours.longest_way(tours.stops(count, 3)) < 42.5


class TestDistrict:
    def test_all_pairs_of_the_county(self):
        assert tours.longest_way(tours.stops(3_200, 11)) < 42.5

    def test_one_village(self):
        assert tours.tour(tours.stops(20, 5)) > 5


def test_one_stop():
    assert tours.tour(tours.stops(1, 1)) == 0
