import json

import pytest

from suite import DAY, MARKET, tick
from tradingbot.backtest import load_history
from tradingbot.market_data import FeedError, decode, tick_of


def line(**changes):
    return json.dumps({**tick()._asdict(), **changes})


class TestDecoding:
    def test_tick_survives_the_round_trip(self, bot):
        decoded = decode(line(trade=30_000.5))
        assert decoded == tick(trade=30_000.5)
        bot.on_tick(decoded)
        assert bot.feed.last(MARKET) is decoded

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ('{"seq": 1', "not JSON"),
            ('{"seq": 1}', "not a tick"),
            (line(bid=30_001.0), "crossed"),
            (line(colour="red"), "not a tick"),
        ],
        ids=["cut", "fields missing", "crossed", "field unknown"],
    )
    def test_malformed_message_is_refused(self, bot, text, reason):
        with pytest.raises(FeedError, match=reason):
            bot.on_tick(decode(text))
        assert bot.feed.last(MARKET) is None


class TestSequence:
    def test_gap_is_counted(self, bot):
        for seq in (1, 2, 6):
            bot.on_tick(tick(seq))
        assert (bot.feed.missed, bot.feed.dropped) == (3, 0)

    @pytest.mark.parametrize("seq", [1, 2], ids=["late", "repeated"])
    def test_old_tick_is_dropped(self, bot, seq):
        bot.on_tick(tick(2))
        bot.on_tick(tick(seq, bid=1.0, ask=2.0))
        assert bot.feed.dropped == 1
        assert bot.books[MARKET].mid == 30_000
        assert bot.metrics.value("ticks_dropped", *MARKET, suffix="_total") == 1

    def test_markets_have_sequences_of_their_own(self, bot):
        bot.on_tick(tick(10))
        bot.on_tick(tick(1, market=("okx", "BTC/USDT")))
        assert (bot.feed.missed, bot.feed.dropped) == (0, 0)


class TestStaleness:
    def test_silent_market_is_stale(self, bot):
        assert bot.feed.stale(MARKET, now=0.0)
        bot.on_tick(tick(1))
        assert not bot.feed.stale(MARKET, now=tick(3).ts)
        assert bot.feed.stale(MARKET, now=tick(3).ts + 0.1)


def test_recorded_day_has_no_gap(bot, history):
    ticks = [tick_of(record) for record in load_history(history(DAY))]
    assert all(bot.feed.accept(each) for each in ticks)
    assert (bot.feed.missed, bot.feed.dropped) == (0, 0)
    assert bot.feed.last(MARKET) is ticks[-1]
