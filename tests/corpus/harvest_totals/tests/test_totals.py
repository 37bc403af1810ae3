"""Totals, of which some are known to be wrong since the scales were changed."""

import pytest

import harvest


@pytest.mark.parametrize("farm", ["hill", "brook", "mill", "heath", "forest", "lake"])
def test_total_of_a_farm(farm):
    loads = harvest.loads(farm, 18_000)
    by_load = {load["load"]: load for load in loads}
    assert len(by_load) == 18_000
    assert harvest.total(loads) == 162_000


@pytest.mark.parametrize("share", [0.0, 0.1, 1.5, 1.0, -0.2, 2.0, 0.9, 1.2, 10.0])
def test_dried(share):
    loads = harvest.loads("hill", 20_000)
    assert harvest.total(harvest.dry(loads, share)) <= harvest.total(loads)


class TestSmallFarms:
    @pytest.mark.parametrize("count", [0, 18, 36])
    def test_total(self, count):
        assert harvest.total(harvest.loads("garden", count)) == count // 18 * 162

    def test_one_load(self):
        assert harvest.total(harvest.loads("garden", 1)) == 0.5
