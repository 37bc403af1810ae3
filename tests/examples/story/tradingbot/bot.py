"""The bot: a tick comes in, quotes go out."""

import itertools
from typing import Dict, List, Optional

from tradingbot.config import BotConfig
from tradingbot.execution import Fill, PaperExchange
from tradingbot.fees import FeeSchedule
from tradingbot.inventory import Position
from tradingbot.market_data import Market, MarketDataFeed, Tick
from tradingbot.metrics import BotMetrics
from tradingbot.order_book import OrderBook
from tradingbot.quoter import Quote, Quoter
from tradingbot.risk import RiskManager

_numbers = itertools.count(1)


class Bot:
    """Makes markets in every symbol on every venue of its configuration."""

    def __init__(self, config: BotConfig) -> None:
        self.name = f"mm{next(_numbers)}"
        self.config = config
        self.metrics = BotMetrics(self.name, config.venues, config.symbols)
        markets = list(itertools.product(config.venues, config.symbols))
        self.books: Dict[Market, OrderBook] = {market: OrderBook() for market in markets}
        self.positions: Dict[Market, Position] = {market: Position() for market in markets}
        self.marks: Dict[Market, float] = {}
        self.fees = FeeSchedule()
        self.feed = MarketDataFeed(config.stale_after)
        self.quoter = Quoter(config)
        self.risk = RiskManager(config.limits)
        self.exchange = PaperExchange(self.fees)
        self.fill_count = 0
        self._ticks = 0

    def on_tick(self, tick: Tick) -> List[Fill]:
        """Matches resting orders against the tick, and quotes anew every so many ticks."""
        if not self.feed.accept(tick):
            self.metrics["ticks_dropped"].labels(*tick.market).inc()
            return []
        self.books[tick.market].snapshot([(tick.bid, tick.bid_size)], [(tick.ask, tick.ask_size)])
        self.marks[tick.market] = tick.mid
        fills = self.exchange.match(tick)
        for fill in fills:
            self.on_fill(fill)
        if self._ticks % self.config.requote_every == 0:
            self.metrics["mid_price"].labels(*tick.market).set(tick.mid)
            self.metrics["equity"].set(self.equity)
            self.metrics["drawdown"].set(self.risk.mark(self.equity))
            self.requote(tick.market, tick.ts)
        self._ticks += 1
        return fills

    def on_fill(self, fill: Fill) -> None:
        """Books a fill."""
        self.fill_count += 1
        position = self.positions[fill.market]
        position.apply(fill.side, fill.price, fill.size)
        self.metrics["fills"].labels(*fill.market, fill.side).inc()
        self.metrics["filled_volume"].labels(*fill.market, fill.side).inc(fill.price * fill.size)
        self.metrics["fill_size"].labels(*fill.market, fill.side).observe(fill.size)
        self.metrics["position"].labels(*fill.market).set(position.size)

    def requote(self, market: Market, now: float) -> Optional[Quote]:
        """Replaces our orders in a market; None when we do not quote it now."""
        self.exchange.cancel_all(market)
        book = self.books[market]
        if self.risk.halted or book.crossed or book.mid is None or self.feed.stale(market, now):
            return None
        position = self.positions[market]
        quote = self.quoter.quote(book.best_bid, book.best_ask, position.ratio(self.config.limits.max_position))
        for side, price, size in (("buy", quote.bid, quote.bid_size), ("sell", quote.ask, quote.ask_size)):
            self.send(market, side, price, size, now)
        return quote

    def send(self, market: Market, side: str, price: float, size: float, now: float) -> List[str]:
        """Places an order unless the risk manager has reasons against it, which are returned."""
        open_orders = len(self.exchange.open_orders(market))
        reasons = self.risk.check(side, price, size, self.positions[market].size, open_orders, now)
        if reasons:
            self.metrics["orders_refused"].labels(*market, side).inc()
        else:
            self.exchange.place(market, side, price, size)
            self.metrics["orders_sent"].labels(*market, side).inc()
            self.metrics["order_notional"].labels(*market, side).observe(price * size)
        return reasons

    @property
    def equity(self) -> float:
        """All profit so far, at the last mid prices, after fees."""
        held = sum(self.positions[market].unrealised(mark) for market, mark in self.marks.items())
        return sum(position.realised for position in self.positions.values()) + held - self.fees.paid
