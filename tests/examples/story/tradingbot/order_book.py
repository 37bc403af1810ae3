"""The order book of one market."""

from typing import Dict, Iterable, Optional, Tuple

Level = Tuple[float, float]


class OrderBook:
    """Price levels of both sides; a size of zero removes a level."""

    def __init__(self) -> None:
        self.bids: Dict[float, float] = {}
        self.asks: Dict[float, float] = {}

    def snapshot(self, bids: Iterable[Level], asks: Iterable[Level]) -> None:
        """Replaces the whole book."""
        self.bids = {price: size for price, size in bids if size > 0}
        self.asks = {price: size for price, size in asks if size > 0}

    def update(self, side: str, price: float, size: float) -> None:
        """Sets one level."""
        levels = self.bids if side == "buy" else self.asks
        if size > 0:
            levels[price] = size
        else:
            levels.pop(price, None)

    @property
    def best_bid(self) -> Optional[float]:
        return max(self.bids) if self.bids else None

    @property
    def best_ask(self) -> Optional[float]:
        return min(self.asks) if self.asks else None

    @property
    def mid(self) -> Optional[float]:
        """Half-way between the best prices, or None while a side is empty."""
        bid, ask = self.best_bid, self.best_ask
        return None if bid is None or ask is None else (bid + ask) / 2

    @property
    def microprice(self) -> Optional[float]:
        """The mid price weighted by the size on the other side."""
        bid, ask = self.best_bid, self.best_ask
        if bid is None or ask is None:
            return None
        bid_size, ask_size = self.bids[bid], self.asks[ask]
        return (bid * ask_size + ask * bid_size) / (bid_size + ask_size)

    @property
    def crossed(self) -> bool:
        """Whether somebody bids at least what somebody else asks: the feed lost something."""
        bid, ask = self.best_bid, self.best_ask
        return bid is not None and ask is not None and bid >= ask

    def imbalance(self, levels: int = 5) -> float:
        """-1 (only sellers) to +1 (only buyers), over the best levels."""
        bids = sum(self.bids[price] for price in sorted(self.bids, reverse=True)[:levels])
        asks = sum(self.asks[price] for price in sorted(self.asks)[:levels])
        return (bids - asks) / (bids + asks) if bids + asks else 0.0

    def cost_to_trade(self, side: str, size: float) -> Optional[float]:
        """Average price of taking `size` now, or None when the book is too thin."""
        levels = sorted(self.asks.items()) if side == "buy" else sorted(self.bids.items(), reverse=True)
        left, paid = size, 0.0
        for price, available in levels:
            taken = min(left, available)
            paid += taken * price
            left -= taken
            if left <= 1e-12:
                return paid / size
        return None
