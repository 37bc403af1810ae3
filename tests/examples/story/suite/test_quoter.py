import pytest

BEST = (29_999.5, 30_000.5)


def centre(quote):
    return (quote.bid + quote.ask) / 2


class TestPrices:
    def test_flat_bot_quotes_around_the_mid(self, bot):
        quote = bot.quoter.quote(*BEST, ratio=0.0)
        assert (quote.bid, quote.ask) == (29_997.0, 30_003.0)

    @pytest.mark.parametrize("tick_size", [0.01, 0.1, 5.0])
    def test_prices_are_on_the_grid(self, make_bot, tick_size):
        quote = make_bot(tick_size=tick_size).quoter.quote(29_998.37, 30_000.91, ratio=0.3)
        for price in (quote.bid, quote.ask):
            assert price / tick_size == pytest.approx(round(price / tick_size), abs=1e-6)

    def test_quotes_never_take(self, make_bot):
        quoter = make_bot(gamma=5.0).quoter
        assert quoter.quote(*BEST, ratio=-1.0).bid == 30_000.4
        assert quoter.quote(*BEST, ratio=1.0).ask == 29_999.6

    def test_moving_market_is_quoted_wider(self, bot):
        quiet = bot.quoter.quote(*BEST, ratio=0.0)
        wild = bot.quoter.quote(*BEST, ratio=0.0, volatility=2.0)
        assert wild.ask - wild.bid == pytest.approx(3 * (quiet.ask - quiet.bid))


class TestSkew:
    @pytest.mark.parametrize(("ratio", "direction"), [(0.8, -1), (-0.8, 1)], ids=["long", "short"])
    def test_centre_leans_against_the_inventory(self, bot, ratio, direction):
        quote = bot.quoter.quote(*BEST, ratio=ratio)
        assert (centre(quote) - 30_000) * direction > 1.0

    def test_quotes_are_symmetric_when_γ_is_zero(self, make_bot):
        quote = make_bot(gamma=0.0).quoter.quote(*BEST, ratio=0.8)
        assert centre(quote) == 30_000

    def test_side_that_adds_to_the_inventory_shrinks(self, bot):
        quote = bot.quoter.quote(*BEST, ratio=1.0)
        assert (quote.bid_size, quote.ask_size) == (0.0, 0.1)
