"""Ticks from the venues: decoding, order, gaps, staleness."""

import json
from typing import Any, Dict, NamedTuple, Optional, Tuple

Market = Tuple[str, str]


class FeedError(ValueError):
    """A message that is no tick."""


class Tick(NamedTuple):
    """Top of a book at one instant, and the trade that happened there, if any."""

    seq: int
    ts: float
    venue: str
    symbol: str
    bid: float
    bid_size: float
    ask: float
    ask_size: float
    trade: Optional[float] = None

    @property
    def market(self) -> Market:
        return (self.venue, self.symbol)

    @property
    def mid(self) -> float:
        return (self.bid + self.ask) / 2


def tick_of(record: Dict[str, Any]) -> Tick:
    """The tick of one decoded message."""
    try:
        tick = Tick(**record)
    except TypeError as error:
        raise FeedError(f"not a tick: {error}") from error
    if tick.bid >= tick.ask:
        raise FeedError(f"crossed tick {tick.seq}: bid {tick.bid} >= ask {tick.ask}")
    return tick


def decode(line: str) -> Tick:
    """The tick of one JSON line."""
    try:
        record = json.loads(line)
    except ValueError as error:
        raise FeedError(f"not JSON: {error}") from error
    if not isinstance(record, dict):
        raise FeedError("not an object")
    return tick_of(record)


class MarketDataFeed:
    """Accepts ticks in order, counts what is missing, knows what is stale."""

    def __init__(self, stale_after: float) -> None:
        self.stale_after = stale_after
        self.missed = 0
        self.dropped = 0
        self._last: Dict[Market, Tick] = {}

    def accept(self, tick: Tick) -> bool:
        """Whether the tick is news; late and repeated ones are dropped."""
        last = self._last.get(tick.market)
        if last is not None:
            if tick.seq <= last.seq:
                self.dropped += 1
                return False
            self.missed += tick.seq - last.seq - 1
        self._last[tick.market] = tick
        return True

    def last(self, market: Market) -> Optional[Tick]:
        return self._last.get(market)

    def stale(self, market: Market, now: float) -> bool:
        """Whether a market has been silent for too long (or for ever)."""
        last = self._last.get(market)
        return last is None or now - last.ts > self.stale_after
