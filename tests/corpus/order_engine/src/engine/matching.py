"""Matches orders and notes the trades."""

from engine import state


class Book:
    def __init__(self):
        self.bids = []
        self.asks = []

    def bid(self, price, size):
        self.bids.append((price, size))
        self.bids.sort(reverse=True)

    def ask(self, price, size):
        self.asks.append((price, size))
        self.asks.sort()

    def spread(self):
        return self.asks[0][0] - self.bids[0][0]


def settle(trades):
    """Notes trades for good and returns the turnover."""
    rows = [{"price": price, "size": size, "id": f"T{n:08d}"} for n, (price, size) in enumerate(trades)]
    state.TRADES.extend(rows)
    return sum(row["price"] * row["size"] for row in rows)
