"""The north."""

import climate

REGION = "north"


def test_years(dataset):
    assert len({year for year, _ in dataset}) == 130


def test_mean(dataset):
    assert 14 < climate.mean(dataset) < 16
