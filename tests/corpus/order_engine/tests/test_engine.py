"""The book and its trades."""

from engine.matching import Book, settle


class TestBook:
    def test_spread(self):
        book = Book()
        book.bid(99, 1)
        book.ask(101, 1)
        assert book.spread() == 2

    def test_best_bid_first(self):
        book = Book()
        for price in (3, 9, 5):
            book.bid(price, 1)
        assert book.bids[0] == (9, 1)

    def test_best_ask_first(self):
        book = Book()
        for price in (3, 9, 5):
            book.ask(price, 1)
        assert book.asks[0] == (3, 1)

    def test_empty_book_has_no_spread(self):
        assert not Book().bids


class TestMatching:
    def test_bulk_import(self):
        assert settle((price, 2) for price in range(10_000)) > 0

    def test_turnover(self):
        assert settle([(2, 3), (4, 5)]) == 26

    def test_replay_of_a_day(self):
        day = [(100 + minute % 7, 1 + minute % 3) for minute in range(15_000)]
        assert settle(day) > 1_500_000
