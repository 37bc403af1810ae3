"""Two-sided quotes around a price that leans against the inventory."""

import math
from typing import NamedTuple

from tradingbot.config import BotConfig


class Quote(NamedTuple):
    """A bid and an ask; a size of zero means that side is not quoted."""

    bid: float
    bid_size: float
    ask: float
    ask_size: float


class Quoter:
    """Avellaneda and Stoikov's idea without their calculus."""

    def __init__(self, config: BotConfig) -> None:
        self.config = config

    def half_spread(self, mid: float, volatility: float = 0.0) -> float:
        """Half the distance between our quotes; wider when prices move."""
        return mid * self.config.half_spread_bps / 10_000 * (1 + volatility)

    def reservation(self, mid: float, ratio: float) -> float:
        """The price at which we would as soon buy as sell; a long bot wants to sell, so it is lower."""
        return mid - self.config.gamma * ratio * self.half_spread(mid) * 2

    def quote(self, best_bid: float, best_ask: float, ratio: float, volatility: float = 0.0) -> Quote:
        """Quotes on the tick grid that never take, smaller on the side that adds to the inventory."""
        mid = (best_bid + best_ask) / 2
        tick = self.config.tick_size
        centre, half = self.reservation(mid, ratio), self.half_spread(mid, volatility)
        bid = min(self._on_grid(math.floor, centre - half), self._on_grid(round, best_ask - tick))
        ask = max(self._on_grid(math.ceil, centre + half), self._on_grid(round, best_bid + tick))
        size = self.config.order_size
        return Quote(bid, size * (1 - max(ratio, 0.0)), ask, size * (1 + min(ratio, 0.0)))

    def _on_grid(self, rounding, price: float) -> float:
        ticks = round(price / self.config.tick_size, 6)  # 30_000.3 / 0.1 is not quite 300_003
        return round(rounding(ticks) * self.config.tick_size, 8)
