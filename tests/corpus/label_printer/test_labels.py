"""Sheets of labels."""

import pytest

import labels


@pytest.mark.parametrize("count", [1, 24, 20_000, 60_000])
def test_proof(count):
    lines = labels.addresses(count)
    assert labels.proof(lines) == sum(map(len, lines)) + count - 1


@pytest.mark.parametrize("count", [20_000, 40_000, 60_000, 80_000])
def test_sheet(count):
    lines = labels.addresses(count)
    assert labels.spool(lines) == sum(map(len, lines)) + count - 1


class TestMailing:
    def test_two_sheets(self):
        lines = labels.addresses(30_000)
        assert labels.spool(lines[:15_000]) + labels.spool(lines[15_000:]) == sum(map(len, lines)) + 29_998

    def test_addresses(self):
        assert labels.addresses(1) == ["Recipient 000000, Long Street 0, 10000 Somewhere"]
