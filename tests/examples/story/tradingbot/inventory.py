"""What the bot holds, and what it has earned with it."""


class Position:
    """Signed size, average entry price, realised profit (before fees)."""

    def __init__(self) -> None:
        self.size = 0.0
        self.entry = 0.0
        self.realised = 0.0

    def apply(self, side: str, price: float, size: float) -> None:
        """Books one fill: adds to the position, closes it, or turns it over."""
        signed = size if side == "buy" else -size
        if self.size * signed >= 0:
            total = abs(self.size) + size
            self.entry = (self.entry * abs(self.size) + price * size) / total
            self.size += signed
        else:
            closed = min(size, abs(self.size))
            gain = price - self.entry
            self.realised += gain * closed if self.size > 0 else -gain * closed
            self.size += signed
            if size > closed:
                self.entry = price
        if abs(self.size) < 1e-9:
            self.size, self.entry = 0.0, 0.0

    def unrealised(self, mark: float) -> float:
        return (mark - self.entry) * self.size

    def ratio(self, limit: float) -> float:
        """How much of the limit is used: -1 (short) to +1 (long)."""
        return max(-1.0, min(1.0, self.size / limit))
