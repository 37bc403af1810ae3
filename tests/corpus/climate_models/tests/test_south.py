"""The south."""

import climate

REGION = "south"


def test_years(dataset):
    assert len({year for year, _ in dataset}) == 130


def test_days(dataset):
    assert len({day for _, day in dataset}) == 365


def test_mean(dataset):
    assert 14 < climate.mean(dataset) < 16
