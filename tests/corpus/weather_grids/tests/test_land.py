"""Regions on land."""

import pytest

import grids


class TestAlps:
    @classmethod
    def setup_class(cls):
        cls.grid = grids.grid("alps", 16_000)

    def test_mean_temperature(self):
        assert grids.mean(self.grid, "t") == 9.5

    def test_cells(self):
        assert self.grid[5]["cell"] == "alps:5"


class TestPlains:
    @classmethod
    def setup_class(cls):
        cls.grid = grids.grid("plains", 24_000)

    def test_mean_temperature(self):
        assert grids.mean(self.grid, "t") == 9.5

    def test_humidity(self):
        assert grids.mean(self.grid, "rh") == 49.5


class TestSample:
    @pytest.fixture
    def grid(self):
        return grids.grid("sample", 16_000)

    def test_mean_temperature(self, grid):
        assert grids.mean(grid, "t") == 9.5

    def test_humidity(self, grid):
        assert grids.mean(grid, "rh") == 49.5
