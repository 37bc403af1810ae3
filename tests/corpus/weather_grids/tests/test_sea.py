"""Regions at sea."""

import grids


class TestNorthSea:
    @classmethod
    def setup_class(cls):
        cls.grid = grids.grid("north sea", 20_000)
        cls.warm = [cell for cell in cls.grid if cell["t"] > 10]

    def test_warm_cells(self):
        assert len(self.warm) == 9_500

    def test_humidity(self):
        assert grids.mean(self.grid, "rh") == 49.5


class TestBaltic:
    @classmethod
    def setup_class(cls):
        cls.grid = grids.grid("baltic", 18_000)

    @classmethod
    def teardown_class(cls):
        del cls.grid

    def test_mean_temperature(self):
        assert grids.mean(self.grid, "t") == 9.5


class TestAdriatic:
    @classmethod
    def setup_class(cls):
        cls.grid = grids.grid("adriatic", 28_000)

    def test_mean_temperature(self):
        assert grids.mean(self.grid, "t") == 9.5


def test_one_cell():
    assert grids.mean(grids.grid("x", 1), "t") == -10.0
