from decimal import Decimal

import pytest

from suite import MARKET, tick
from tradingbot.fees import FeeSchedule, round_fee


class TestTiers:
    @pytest.mark.parametrize(
        ("volume", "maker_bps", "taker_bps"),
        [(0, 1.0, 5.0), (999_999, 1.0, 5.0), (1_000_000, 0.5, 4.0), (250_000_000, -0.5, 2.5)],
    )
    def test_tier_by_volume(self, bot, volume, maker_bps, taker_bps):
        bot.fees.volume = volume
        assert bot.fees.tier[1:] == (maker_bps, taker_bps)

    def test_trade_that_reaches_a_tier_pays_the_old_one(self, bot):
        assert bot.fees.charge(30_000, 40, maker=True) == pytest.approx(120.0)
        assert bot.fees.charge(30_000, 40, maker=True) == pytest.approx(60.0)

    def test_market_makers_earn_a_rebate(self, bot):
        bot.exchange.fees = FeeSchedule(volume=100_000_000)
        bot.exchange.place(MARKET, "buy", 30_000.0, 0.1)
        (fill,) = bot.exchange.match(tick(1, trade=30_000.0))
        assert fill.fee == pytest.approx(-0.15)


@pytest.mark.parametrize(
    ("fee", "currency", "expected"),
    [("0.125", "€", "0.13"), ("12.5", "¥", "13"), ("0.123456785", "USDT", "0.12345679")],
)
def test_fee_is_booked_in_places_of_the_currency(bot, fee, currency, expected):
    assert round_fee(fee, currency) == Decimal(expected)
    assert bot.fees.paid == 0
