"""The crawler."""

import pytest

import crawler


@pytest.mark.parametrize("count", [10, 100])
def test_fetch(count):
    assert len(crawler.run(crawler.fetch("a.example", count))) == count


@pytest.mark.parametrize("count", [8_000, 16_000, 24_000])
def test_watch(count):
    assert crawler.run(crawler.start_watching("b.example", count)) == count


def test_watch_two_sites():
    total = sum(crawler.run(crawler.start_watching(site, 9_000)) for site in ("c.example", "d.example"))
    assert total == 18_000


def test_pages_are_html():
    assert crawler.run(crawler.fetch("e.example", 1))[0].startswith("<html>")
