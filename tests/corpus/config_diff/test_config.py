"""Merging configurations."""

import pytest

import config


@pytest.mark.parametrize("count", [1, 100, 3_000])
def test_nothing_changes(count):
    assert config.merged(config.defaults(count), {}) == config.defaults(count)


def test_one_change_in_many():
    changed = config.merged(config.defaults(3_000), {"option.1500": {"value": 0}})
    assert changed == config.defaults(3_000)


def test_text_of_all():
    text = "\n".join(f"{key} = {value}" for key, value in config.defaults(4_000).items())
    assert text == text.replace("option.2000 ", "option.two-thousand ")


@pytest.mark.parametrize("count", [0, 5])
def test_defaults(count):
    assert len(config.defaults(count)) == count
