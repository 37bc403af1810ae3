import pytest

from suite import MARKET, tick

BIDS = [(100.0, 2.0), (99.0, 3.0), (98.0, 5.0)]
ASKS = [(101.0, 1.0), (102.0, 4.0), (103.0, 5.0)]


@pytest.fixture
def book(bot):
    book = bot.books[MARKET]
    book.snapshot(BIDS, ASKS)
    return book


class TestTop:
    def test_best_prices(self, book):
        assert (book.best_bid, book.best_ask) == (100.0, 101.0)

    def test_mid_price(self, book):
        assert book.mid == 100.5

    def test_microprice_leans_to_the_thin_side(self, book):
        assert book.microprice == pytest.approx((100 * 1 + 101 * 2) / 3)
        assert book.microprice > book.mid

    def test_empty_side_has_no_mid(self, book):
        book.snapshot(BIDS, [])
        assert book.best_ask is None
        assert book.mid is None
        assert book.microprice is None
        assert not book.crossed


class TestUpdates:
    def test_size_zero_removes_a_level(self, book):
        book.update("buy", 100.0, 0.0)
        assert book.best_bid == 99.0

    def test_better_price_becomes_the_best(self, book):
        book.update("sell", 100.5, 0.7)
        assert book.best_ask == 100.5
        assert book.asks[100.5] == 0.7

    def test_crossed_book_is_seen_and_not_quoted(self, bot, book):
        bot.feed.accept(tick(1))
        book.update("buy", 101.5, 1.0)
        assert book.crossed
        assert bot.requote(MARKET, now=tick(1).ts) is None


@pytest.mark.parametrize(("levels", "expected"), [(1, 1 / 3), (3, 0.0)])
def test_imbalance(book, levels, expected):
    assert book.imbalance(levels) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("side", "size", "expected"),
    [("buy", 3.0, (101 + 2 * 102) / 3), ("sell", 11.0, None)],
    ids=["buy sweeps two levels", "sell is too big"],
)
def test_cost_to_trade(book, side, size, expected):
    assert book.cost_to_trade(side, size) == (expected and pytest.approx(expected))
