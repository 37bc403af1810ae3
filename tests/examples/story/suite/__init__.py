"""The tests of the trading bot, and the fixtures they share."""

import pytest

from tradingbot import Bot, BotConfig
from tradingbot.backtest import START, write_history
from tradingbot.market_data import Tick

MARKET = ("binance", "BTC/USDT")
DAY = 110_000  # ticks of a recorded day


def tick(seq=1, bid=29_999.5, ask=30_000.5, size=1.0, trade=None, ts=None, market=MARKET):
    """A tick of a quiet market around 30,000, a second after the one before."""
    return Tick(seq, START + seq if ts is None else ts, *market, bid, size, ask, size, trade)


@pytest.fixture
def make_bot():
    """Makes a bot with some settings changed."""
    return lambda **changes: Bot(BotConfig(**changes))


@pytest.fixture
def bot(make_bot):
    """A bot as configured by default."""
    return make_bot()


@pytest.fixture
def history(tmp_path):
    """Makes a recorded market of so many ticks; the file goes with the test."""
    path = tmp_path / "ticks.jsonl"
    yield lambda ticks, **options: write_history(path, ticks, **options)
    path.unlink()
