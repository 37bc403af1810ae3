"""A cookery book."""

import pytest

from recipes import Book


class TestBook:
    def setup_method(self):
        self.book = Book(2_000)

    @pytest.mark.parametrize("guests", [2, 4, 8, 40])
    def test_scaled(self, guests):
        assert self.book.scaled("recipe 1", guests)[3] == ("ingredient 3", 20.0 * guests / 4)

    def test_weight(self):
        assert self.book.weight("recipe 0", 4) == 60.0

    def test_twice_the_guests(self):
        assert self.book.weight("recipe 7", 8) == 2 * self.book.weight("recipe 7", 4)


class TestMenu:
    def test_three_courses(self):
        self.books = [Book(700), Book(700), Book(700)]
        assert sum(book.weight("recipe 0", 1) for book in self.books) == 45.0

    def test_one_course(self):
        book = Book(2_000)
        assert book.weight("recipe 0", 8) == 120.0


@pytest.fixture
def book():
    return Book(2_500)


@pytest.mark.parametrize("guests", [1, 3, 12])
def test_no_salt(book, guests):
    assert all(ingredient != "salt" for ingredient, _ in book.scaled("recipe 3", guests))
