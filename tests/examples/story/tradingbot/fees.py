"""What a fill costs."""

from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, Tuple


class Tier(NamedTuple):
    """Rates in basis points from a 30-day volume on; a negative rate is a rebate."""

    volume: float
    maker_bps: float
    taker_bps: float


TIERS: Tuple[Tier, ...] = (
    Tier(0, 1.0, 5.0),
    Tier(1_000_000, 0.5, 4.0),
    Tier(10_000_000, 0.0, 3.0),
    Tier(100_000_000, -0.5, 2.5),
)

PLACES = {"USDT": 8, "BTC": 8, "€": 2, "¥": 0}


class FeeSchedule:
    """Fees by traded volume; the volume grows with every charge."""

    def __init__(self, volume: float = 0.0) -> None:
        self.volume = volume
        self.paid = 0.0

    @property
    def tier(self) -> Tier:
        return [tier for tier in TIERS if tier.volume <= self.volume][-1]

    def charge(self, price: float, size: float, maker: bool) -> float:
        """The fee of one fill, at the tier reached before it."""
        tier = self.tier
        notional = price * size
        fee = notional * (tier.maker_bps if maker else tier.taker_bps) / 10_000
        self.volume += notional
        self.paid += fee
        return fee


def round_fee(fee: str, currency: str) -> Decimal:
    """A fee as it is booked: to the currency's places, half a unit upwards."""
    return Decimal(fee).quantize(Decimal(1).scaleb(-PLACES[currency]), rounding=ROUND_HALF_UP)
