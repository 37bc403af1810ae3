"""Rows are imported."""

import pytest

import importer


@pytest.mark.parametrize("rows", [0, 10, 12_000, 12_001, 12_002, 12_003, 12_004, 12_005])
def test_load(rows):
    assert importer.load(rows) == rows


def test_quiet():
    assert importer.load(0) == 0
