"""The landscape."""


def test_peak(terrain):
    assert max(terrain) < 100


def test_size(terrain):
    assert len(terrain) == 3_300
