"""Pages are shown."""

import pytest

import preview


@pytest.mark.parametrize("page", [1, 7, 300])
def test_one_page(page):
    with preview.Preview() as shown:
        assert shown.show(page) == 1


def test_chapter():
    window = preview.open_preview()
    assert [window.show(page) for page in range(10)] == list(range(1, 11))


@pytest.mark.parametrize("page", range(6))
def test_spread(page):
    left, right = preview.spread(page)
    assert left % 2 == 0 and page in (left, right)


def test_same_page_twice():
    with preview.Preview() as shown:
        assert (shown.show(4), shown.show(4)) == (1, 1)
