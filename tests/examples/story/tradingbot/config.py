"""What a bot may be told."""

from dataclasses import dataclass
from typing import Tuple


@dataclass(frozen=True)
class Limits:
    """Lines the bot must never cross."""

    max_position: float = 5.0
    max_order_notional: float = 50_000.0
    max_open_orders: int = 6
    max_orders_per_second: int = 50
    max_drawdown: float = 2_000.0


@dataclass(frozen=True)
class BotConfig:
    """One bot: where it trades, how it quotes, what it may risk."""

    venues: Tuple[str, ...] = ("binance", "bybit", "okx")
    symbols: Tuple[str, ...] = ("BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT", "ADA/USDT", "LTC/USDT")
    tick_size: float = 0.1
    order_size: float = 0.1
    half_spread_bps: float = 1.0
    gamma: float = 0.5  # aversion to inventory: 0 quotes around the mid price, whatever is held
    stale_after: float = 2.0
    requote_every: int = 20
    limits: Limits = Limits()
