"""The last word before an order leaves."""

from collections import deque
from typing import Deque, List

from tradingbot.config import Limits


class RiskManager:
    """Refuses orders that could break a limit; a big loss stops the bot for good."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.halted = False
        self.peak_equity = 0.0
        self._sent: Deque[float] = deque()

    def check(self, side: str, price: float, size: float, position: float, open_orders: int, now: float) -> List[str]:
        """Every reason against an order; none means it may go, and it is counted."""
        limits = self.limits
        after = position + (size if side == "buy" else -size)
        while self._sent and now - self._sent[0] >= 1.0:
            self._sent.popleft()
        reasons = []
        if self.halted:
            reasons.append("halted")
        if size <= 0:
            reasons.append("size")
        if price * size > limits.max_order_notional:
            reasons.append("notional")
        if abs(after) > limits.max_position + 1e-9 and abs(after) > abs(position):
            reasons.append("position")
        if open_orders >= limits.max_open_orders:
            reasons.append("open orders")
        if len(self._sent) >= limits.max_orders_per_second:
            reasons.append("rate")
        if not reasons:
            self._sent.append(now)
        return reasons

    def mark(self, equity: float) -> float:
        """Takes note of the equity; returns the drawdown, and halts when it is too deep."""
        self.peak_equity = max(self.peak_equity, equity)
        drawdown = self.peak_equity - equity
        if drawdown > self.limits.max_drawdown:
            self.halted = True
        return drawdown

    def resume(self, equity: float) -> None:
        """A person said: go on, from here."""
        self.halted = False
        self.peak_equity = equity
