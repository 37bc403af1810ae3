"""Tiles."""

import pytest

import tiles


@pytest.mark.parametrize("level,count", [(0, 1), (1, 4), (2, 16)])
def test_count(level, count):
    assert tiles.tiles_of(level) == count


@pytest.mark.parametrize("level", [16, 24, 32])
def test_export(level):
    assert tiles.attach(tiles.export(level)) == 7


def test_unknown():
    with pytest.raises(FileNotFoundError):
        tiles.attach("no-such-tile")
