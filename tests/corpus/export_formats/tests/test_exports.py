"""A table in each of the formats."""

import pytest

import exports


@pytest.mark.parametrize("count", [1, 100])
def test_xml(count):
    assert exports.as_xml(count).count(b"<row ") == count


@pytest.mark.parametrize("count", [1, 100])
def test_array(count):
    assert exports.as_array(count).sum() == sum(range(count)) * 0.5


@pytest.mark.parametrize("count", [1, 100])
def test_frame(count):
    assert exports.as_frame(count).shape == (count, 2)


@pytest.mark.parametrize("count", [1, 100])
def test_metrics(count):
    assert exports.as_metrics(count).count(b"value{") == count


def test_mail():
    assert b"row 2" in exports.as_mail(3)


def test_fetched():
    import asyncio

    assert asyncio.run(exports.fetched(2)) == exports.rows(2)


def test_frame_again():
    assert exports.as_frame(500)["value"].max() == 249.5
