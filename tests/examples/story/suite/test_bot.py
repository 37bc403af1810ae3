import pytest
from prometheus_client import REGISTRY, generate_latest

from suite import MARKET, tick
from tradingbot import Limits


class TestQuoting:
    def test_first_tick_is_quoted_on_both_sides(self, bot):
        bot.on_tick(tick(1))
        assert [(order.side, order.price) for order in bot.exchange.open_orders(MARKET)] == [
            ("buy", 29_997.0),
            ("sell", 30_003.0),
        ]

    def test_requote_replaces_the_orders(self, make_bot):
        bot = make_bot(requote_every=1)
        for seq in range(1, 6):
            bot.on_tick(tick(seq, bid=29_999.5 + seq, ask=30_000.5 + seq))
        assert [order.price for order in bot.exchange.open_orders(MARKET)] == [30_001.9, 30_008.1]

    @pytest.mark.parametrize(("requote_every", "sent"), [(1, 6), (2, 4), (10, 2)])
    def test_quotes_come_every_so_many_ticks(self, make_bot, requote_every, sent):
        bot = make_bot(requote_every=requote_every)
        for seq in (1, 2, 3):
            bot.on_tick(tick(seq))
        orders = sum(bot.metrics.value("orders_sent", *MARKET, side, suffix="_total") for side in ("buy", "sell"))
        assert orders == sent

    def test_stale_market_is_not_quoted(self, bot):
        bot.on_tick(tick(1))
        assert bot.requote(MARKET, now=tick(60).ts) is None
        assert bot.exchange.open_orders(MARKET) == []


class TestBooking:
    def test_round_trip_earns_the_spread_less_fees(self, bot):
        bot.on_tick(tick(1))
        bot.on_tick(tick(2, trade=29_997.0))
        bot.on_tick(tick(3, trade=30_003.0))
        assert bot.positions[MARKET].size == 0
        assert bot.fees.paid == pytest.approx(0.6)
        assert bot.equity == pytest.approx(0.1 * 6.0 - 0.6)

    def test_loss_beyond_the_limit_stops_the_quoting(self, make_bot):
        bot = make_bot(requote_every=1, limits=Limits(max_drawdown=50.0))
        bot.on_tick(tick(1))
        bot.on_tick(tick(2, trade=29_997.0))
        bot.on_tick(tick(3, bid=29_000.0, ask=29_001.0))
        assert bot.risk.halted
        assert bot.exchange.open_orders(MARKET) == []


class TestMetrics:
    def test_fills_are_exported(self, bot):
        bot.on_tick(tick(1))
        bot.on_tick(tick(2, trade=29_997.0))
        name = f"{bot.name}_fills_total"
        text = generate_latest(REGISTRY.restricted_registry([name])).decode()
        assert f'{name}{{side="buy",symbol="BTC/USDT",venue="binance"}} 1.0' in text
        assert f'{name}{{side="sell",symbol="BTC/USDT",venue="binance"}} 0.0' in text
