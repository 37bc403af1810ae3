"""Forms."""

import pytest

import parser


def form(fields):
    return "\n".join(f"field {n}: value {n}" for n in range(fields))


@pytest.mark.parametrize("fields", [8_000, 16_000, 24_000])
def test_long_form(fields):
    assert len(parser.parse(form(fields))) == fields


def test_own_list():
    assert len(parser.parse(form(20_000), [])) == 20_000


def test_two_forms():
    assert len(parser.parse(form(9_000))) == len(parser.parse(form(9_000)))


def test_empty():
    assert parser.parse("") == []
