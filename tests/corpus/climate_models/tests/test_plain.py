"""Without any dataset."""

import climate


def test_mean_of_one():
    assert climate.mean({(0, 0): 3}) == 3
