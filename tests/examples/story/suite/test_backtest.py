import pytest

from suite import DAY, MARKET
from tradingbot import Limits
from tradingbot.backtest import load_history, replay
from tradingbot.market_data import FeedError


class TestReplay:
    def test_swinging_market_pays_the_maker(self, bot, history):
        report = replay(bot, load_history(history(4_000)))
        assert report.ticks == 4_000
        assert report.fills > 50
        assert report.pnl + report.fees > 0

    def test_nothing_is_left_unaccounted(self, bot, history):
        report = replay(bot, load_history(history(4_000)))
        cash = bot.metrics.value("filled_volume", *MARKET, "sell", suffix="_total")
        cash -= bot.metrics.value("filled_volume", *MARKET, "buy", suffix="_total")
        held = bot.positions[MARKET].size * bot.marks[MARKET]
        assert report.pnl == pytest.approx(cash + held - report.fees)

    @pytest.mark.parametrize("limit", [0.2, 0.5])
    def test_position_stays_within_its_limit(self, make_bot, history, limit):
        bot = make_bot(gamma=0.0, limits=Limits(max_position=limit))
        report = replay(bot, load_history(history(4_000, drift=-0.05)))
        assert limit / 2 < report.max_position <= limit

    def test_hole_in_the_recording_is_noticed(self, bot, history):
        records = load_history(history(100))
        del records[40:55]
        assert replay(bot, records).ticks == 85
        assert bot.feed.missed == 15

    def test_damaged_recording_is_refused(self, bot, history):
        records = load_history(history(10))
        del records[5]["bid"]
        with pytest.raises(FeedError, match="bid"):
            replay(bot, records)
        assert bot.feed.last(MARKET).seq == 4

    def test_whole_day(self, bot, history):
        records = load_history(history(DAY))
        report = replay(bot, records)
        assert report.ticks == len(records)
        assert report.max_drawdown < bot.config.limits.max_drawdown
        assert bot.risk.peak_equity >= 0
