"""Names of stations."""

import pytest

import stations


@pytest.mark.parametrize("n", range(120))
def test_short(n):
    assert stations.short(f"north {n} central")[0] == "N"


def test_all_names_of_a_region(record_property):
    import time

    stamp = time.monotonic_ns()
    names = [f"region {stamp} station {n}" for n in range(3_000)]
    for name in names:
        stations.register(name, 2)
    record_property("count", len(names))
    assert all(stations.find(name) for name in names)
