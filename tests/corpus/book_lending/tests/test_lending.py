"""Books are lent."""

import pytest

from lending import db


@pytest.mark.parametrize("books", [20_000, 30_000, 40_000])
def test_import(books):
    assert db.fill(db.connect(), books) == books


class TestLoans:
    def test_many_loans(self):
        connections = [db.connect() for _ in range(3)]
        assert sum(db.fill(connection, 9_000) for connection in connections) == 27_000

    def test_closed(self):
        connection = db.connect()
        db.fill(connection, 10_000)
        connection.close()


def test_no_books():
    assert db.fill(db.connect(), 0) == 0
