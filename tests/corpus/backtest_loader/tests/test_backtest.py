"""Strategies over a month."""

import pytest

import loader


@pytest.mark.parametrize("step", [1, 5, 60])
def test_strategy(month, step):
    assert isinstance(loader.profit(loader.load(month), step), int)


def test_first_candle(month):
    assert loader.load(month)[0]["minute"] == 0


def test_path(month):
    assert month.endswith(".jsonl")


def test_no_candles():
    assert loader.profit([], 1) == 0
