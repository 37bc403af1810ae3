"""Streets are found."""

import pytest

from atlas import streets


@pytest.mark.parametrize("city", range(8))
def test_of_city(city):
    assert len(streets.of_city(city)) == 47_000


@pytest.mark.parametrize("number", [0, 500, 46_999])
def test_named(number):
    assert streets.named(f"{number} street of city 3")[0][1] == number


def test_labels_of_a_sheet():
    labels = [f"{street[2]}, {street[3]:.1f} m" for street in streets.of_city(7)]
    assert len(labels) == 47_000


def test_index_of_a_city():
    index = {street[2]: street[3] for street in streets.of_city(9)}
    assert index["1 street of city 9"] == 9.0


def test_unknown_street():
    assert streets.named("no such street") == []
