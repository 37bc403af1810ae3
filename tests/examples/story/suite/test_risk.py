import pytest

from suite import MARKET, tick
from tradingbot import Limits


def check(bot, side="buy", price=30_000.0, size=0.1, position=0.0, open_orders=0, now=0.0):
    return bot.risk.check(side, price, size, position, open_orders, now)


class TestOrderLimits:
    def test_ordinary_order_may_go(self, bot):
        assert check(bot) == []

    @pytest.mark.parametrize(
        ("order", "reason"),
        [
            ({"size": 0.0}, "size"),
            ({"size": 2.0}, "notional"),
            ({"position": 4.95}, "position"),
            ({"side": "sell", "position": -4.95}, "position"),
            ({"open_orders": 6}, "open orders"),
        ],
        ids=["nothing", "too much", "too long", "too short", "too many"],
    )
    def test_order_over_a_limit_is_refused(self, bot, order, reason):
        assert check(bot, **order) == [reason]

    def test_order_that_brings_the_position_back_may_go(self, bot):
        assert check(bot, side="sell", position=7.0) == []

    def test_rate_is_limited_within_a_second(self, make_bot):
        bot = make_bot(limits=Limits(max_orders_per_second=2))
        assert [check(bot, now=now) for now in (0.0, 0.4, 0.9, 1.0)] == [[], [], ["rate"], []]


class TestKillSwitch:
    def test_deep_drawdown_halts_the_bot(self, bot):
        bot.risk.mark(500.0)
        assert bot.risk.mark(-1_500.0) == 2_000.0
        assert not bot.risk.halted
        bot.risk.mark(-1_500.1)
        assert bot.risk.halted

    def test_halted_bot_sends_nothing_until_resumed(self, bot):
        bot.risk.halted = True
        bot.on_tick(tick(1))
        assert bot.exchange.open_orders(MARKET) == []
        bot.risk.resume(bot.equity)
        assert bot.requote(MARKET, now=tick(1).ts) is not None
        assert len(bot.exchange.open_orders(MARKET)) == 2
