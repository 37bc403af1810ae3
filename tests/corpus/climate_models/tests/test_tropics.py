"""The tropics."""

REGION = "tropics"


def test_years(dataset):
    assert len({year for year, _ in dataset}) == 130
