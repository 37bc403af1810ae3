import pytest

from suite import MARKET, tick


def fills_of(bot, *ticks):
    return [fill for each in ticks for fill in bot.exchange.match(each)]


class TestMaker:
    @pytest.mark.parametrize(
        ("side", "price", "reaching"),
        [
            ("buy", 29_990.0, tick(1, trade=29_990.0)),
            ("buy", 29_990.0, tick(1, bid=29_980.0, ask=29_989.0)),
            ("sell", 30_010.0, tick(1, trade=30_010.0)),
            ("sell", 30_010.0, tick(1, bid=30_011.0, ask=30_012.0)),
        ],
        ids=["buy/trade", "buy/book", "sell/trade", "sell/book"],
    )
    def test_order_is_filled_at_its_own_price(self, bot, side, price, reaching):
        bot.exchange.place(MARKET, side, price, 0.1)
        (fill,) = fills_of(bot, reaching)
        assert (fill.side, fill.price, fill.size, fill.maker) == (side, price, 0.1, True)

    def test_order_out_of_reach_rests(self, bot):
        order = bot.exchange.place(MARKET, "buy", 29_000.0, 0.1)
        assert fills_of(bot, tick(1), tick(2, trade=29_999.5)) == []
        assert bot.exchange.open_orders(MARKET) == [order]

    def test_big_order_is_filled_in_parts(self, bot):
        bot.exchange.place(MARKET, "buy", 30_000.0, 1.0)
        fills = fills_of(bot, *(tick(seq, size=0.4, trade=30_000.0) for seq in (1, 2, 3)))
        assert [fill.size for fill in fills] == pytest.approx([0.4, 0.4, 0.2])
        assert bot.exchange.open_orders(MARKET) == []

    def test_other_markets_do_not_fill(self, bot):
        bot.exchange.place(("okx", "BTC/USDT"), "buy", 30_000.0, 0.1)
        assert fills_of(bot, tick(1, trade=29_000.0)) == []


def test_taker_pays_more_and_trades_at_once(bot):
    fill = bot.exchange.take(tick(1, size=0.5), "buy", 2.0)
    assert (fill.price, fill.size, fill.maker) == (30_000.5, 0.5, False)
    assert fill.fee == pytest.approx(30_000.5 * 0.5 * 5 / 10_000)


def test_order_is_cancelled_once(bot):
    order = bot.exchange.place(MARKET, "sell", 31_000.0, 0.1)
    assert bot.exchange.cancel(order)
    assert not bot.exchange.cancel(order)
    assert fills_of(bot, tick(1, bid=32_000.0, ask=32_001.0)) == []
