"""A paper exchange: orders rest, and are filled by the ticks that reach them."""

import itertools
from typing import Dict, List, NamedTuple, Optional

from tradingbot.fees import FeeSchedule
from tradingbot.market_data import Market, Tick


class Fill(NamedTuple):
    """A trade of ours."""

    order: int
    market: Market
    side: str
    price: float
    size: float
    fee: float
    maker: bool


class Order:
    """A limit order that rests."""

    def __init__(self, number: int, market: Market, side: str, price: float, size: float) -> None:
        self.number = number
        self.market = market
        self.side = side
        self.price = price
        self.left = size


class PaperExchange:
    """Fills resting orders at their own price, up to the size on the other side of the tick."""

    def __init__(self, fees: FeeSchedule) -> None:
        self.fees = fees
        self.orders: Dict[Market, Dict[int, Order]] = {}
        self._numbers = itertools.count(1)

    def place(self, market: Market, side: str, price: float, size: float) -> Order:
        order = Order(next(self._numbers), market, side, price, size)
        self.orders.setdefault(market, {})[order.number] = order
        return order

    def take(self, tick: Tick, side: str, size: float) -> Optional[Fill]:
        """Trades against the tick at once, as far as it goes, for the taker's fee."""
        price, available = (tick.ask, tick.ask_size) if side == "buy" else (tick.bid, tick.bid_size)
        size = min(size, available)
        if size <= 0:
            return None
        fee = self.fees.charge(price, size, maker=False)
        return Fill(next(self._numbers), tick.market, side, price, size, fee, maker=False)

    def cancel(self, order: Order) -> bool:
        """Whether there was something left to cancel."""
        return self.orders.get(order.market, {}).pop(order.number, None) is not None

    def cancel_all(self, market: Market) -> int:
        return len(self.orders.pop(market, {}))

    def open_orders(self, market: Market) -> List[Order]:
        return list(self.orders.get(market, {}).values())

    def match(self, tick: Tick) -> List[Fill]:
        """Fills what the tick reaches: the book moved through the order, or somebody traded there."""
        orders = self.orders.get(tick.market)
        if not orders:
            return []
        fills = []
        for order in list(orders.values()):
            if order.side == "buy":
                reached = tick.ask <= order.price or (tick.trade is not None and tick.trade <= order.price)
                available = tick.ask_size
            else:
                reached = tick.bid >= order.price or (tick.trade is not None and tick.trade >= order.price)
                available = tick.bid_size
            size = min(order.left, available)
            if not reached or size <= 0:
                continue
            fee = self.fees.charge(order.price, size, maker=True)
            fills.append(Fill(order.number, order.market, order.side, order.price, size, fee, maker=True))
            order.left -= size
            if order.left <= 1e-12:
                del orders[order.number]
        return fills
