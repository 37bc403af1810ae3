"""Stations."""

import time

import pytest

import stations


@pytest.mark.parametrize("platforms", range(100))
def test_platforms(platforms):
    assert len(stations.register("one name", platforms)["platforms"]) == platforms


class TestImport:
    def test_region_with_many_stations(self):
        stamp = time.monotonic_ns()
        for n in range(4_000):
            stations.register(f"{stamp} east {n}", 3)
        assert stations.find(f"{stamp} east 0")

    def test_two_regions(self):
        stamp = time.monotonic_ns()
        for region in ("south", "west"):
            for n in range(2_500):
                stations.register(f"{stamp} {region} {n}", 1)
        assert stations.find(f"{stamp} west 2499")

    @pytest.mark.parametrize("n", range(15))
    def test_unknown(self, n):
        assert stations.find(f"nowhere {n}") is None
