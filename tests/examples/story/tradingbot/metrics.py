"""Prometheus metrics of one bot: 104 collectors, as they grew over two years.

A process may run several bots, and the registry refuses two collectors of one name, so each bot
exports under a prefix of its own (`mm1_fills_total`). Every series is created up front: a rate()
over a series that appears with its first event misses that event.
"""

from itertools import product
from typing import Dict, Sequence

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.metrics import MetricWrapperBase

SIDES = ("buy", "sell")

BOT = ()
VENUE = ("venue",)
MARKET = ("venue", "symbol")
SIDE = ("venue", "symbol", "side")

GAUGES = {
    "equity": ("Profit so far after fees, in quote currency", BOT),
    "drawdown": ("Distance from the highest equity", BOT),
    "halted": ("1 while the kill switch is on", BOT),
    "uptime_seconds": ("Time since the bot started", BOT),
    "fee_tier": ("Fee tier reached", VENUE),
    "volume_30d": ("Traded volume that counts for the fee tier", VENUE),
    "balance_quote": ("Free quote currency", VENUE),
    "margin_used": ("Margin bound in positions and orders", VENUE),
    "connected": ("1 while the socket is up", VENUE),
    "clock_offset_seconds": ("Venue clock less ours", VENUE),
    "rate_limit_left": ("Requests left in the window", VENUE),
    "mid_price": ("Mid price", MARKET),
    "microprice": ("Mid price weighted by size", MARKET),
    "imbalance": ("Book imbalance, -1 to 1", MARKET),
    "market_spread_bps": ("Spread of the market", MARKET),
    "quoted_spread_bps": ("Spread of our quotes", MARKET),
    "volatility": ("Volatility over a minute", MARKET),
    "funding_rate": ("Next funding rate", MARKET),
    "position": ("Signed position", MARKET),
    "position_ratio": ("Share of the position limit used", MARKET),
    "entry_price": ("Average entry price", MARKET),
    "unrealised_pnl": ("Open profit", MARKET),
    "realised_pnl": ("Closed profit", MARKET),
    "reservation_price": ("Price at which we would as soon buy as sell", MARKET),
    "last_tick_timestamp": ("Time of the last tick", MARKET),
    "last_fill_timestamp": ("Time of the last fill", MARKET),
    "quote_price": ("Our best quote", SIDE),
    "quote_size": ("Size of our best quote", SIDE),
    "queue_ahead": ("Size that stands before our order", SIDE),
    "open_orders": ("Orders that rest", SIDE),
    "open_notional": ("Value of the orders that rest", SIDE),
    "depth_1": ("Size at the best level", SIDE),
    "depth_5": ("Size at the best five levels", SIDE),
    "depth_20": ("Size at the best twenty levels", SIDE),
}

COUNTERS = {
    "requotes_skipped": ("Requotes skipped because nothing moved", BOT),
    "halts": ("Times the kill switch fired", BOT),
    "config_reloads": ("Reloads of the configuration", BOT),
    "reconnects": ("Sockets opened again", VENUE),
    "rest_requests": ("REST requests", VENUE),
    "rest_errors": ("REST requests that failed", VENUE),
    "rate_limited": ("Requests refused by the venue's rate limit", VENUE),
    "heartbeats_missed": ("Heartbeats that did not come", VENUE),
    "ticks": ("Ticks", MARKET),
    "ticks_dropped": ("Late or repeated ticks", MARKET),
    "ticks_missed": ("Ticks lost in sequence gaps", MARKET),
    "ticks_malformed": ("Messages that were no tick", MARKET),
    "snapshots": ("Book snapshots", MARKET),
    "crossed_books": ("Times the book was crossed", MARKET),
    "stale_market": ("Times a market went silent", MARKET),
    "resyncs": ("Books built anew after a gap", MARKET),
    "hedges": ("Hedge trades", MARKET),
    "funding_paid": ("Funding paid", MARKET),
    "orders_sent": ("Orders sent", SIDE),
    "orders_acked": ("Orders acknowledged", SIDE),
    "orders_refused": ("Orders our risk manager refused", SIDE),
    "orders_rejected": ("Orders the venue rejected", SIDE),
    "orders_cancelled": ("Orders cancelled", SIDE),
    "orders_expired": ("Orders expired", SIDE),
    "fills": ("Fills", SIDE),
    "partial_fills": ("Fills that left something", SIDE),
    "maker_fills": ("Fills as maker", SIDE),
    "taker_fills": ("Fills as taker", SIDE),
    "filled_volume": ("Value of the fills", SIDE),
    "fees_paid": ("Fees", SIDE),
    "rebates_earned": ("Rebates", SIDE),
    "adverse_fills": ("Fills the market ran away from", SIDE),
}

LATENCIES = {
    "connect": ("Opening a socket", VENUE),
    "heartbeat": ("Heartbeat and back", VENUE),
    "rest": ("REST request and back", VENUE),
    "persist": ("Writing the state", VENUE),
    "exchange_delay": ("Venue's clock to our socket", MARKET),
    "decode": ("Message to tick", MARKET),
    "book_update": ("Tick to book", MARKET),
    "signal": ("Book to signal", MARKET),
    "quote": ("Signal to quote", MARKET),
    "tick_to_order": ("Socket in to socket out", MARKET),
    "resync": ("Building a book anew", MARKET),
    "hedge": ("Fill to hedge", MARKET),
    "risk_check": ("Quote to order", SIDE),
    "order_sign": ("Signing an order", SIDE),
    "order_send": ("Writing an order to the socket", SIDE),
    "order_ack": ("Order to acknowledgement", SIDE),
    "order_amend": ("Amendment to acknowledgement", SIDE),
    "order_cancel": ("Cancel to acknowledgement", SIDE),
    "order_lifetime": ("Acknowledgement to end", SIDE),
    "order_to_fill": ("Acknowledgement to first fill", SIDE),
    "fill_report": ("Fill to our knowing of it", SIDE),
    "fill_booking": ("Fill to booked position", SIDE),
}

SIZES = {
    "order_size": ("Size of orders", SIDE),
    "order_notional": ("Value of orders", SIDE),
    "fill_size": ("Size of fills", SIDE),
    "fill_notional": ("Value of fills", SIDE),
    "fill_fee": ("Fee of fills", SIDE),
    "fill_edge_bps": ("Mid price less fill price", SIDE),
    "slippage_bps": ("Fill price less expected price", SIDE),
    "markout_1s_bps": ("Move of the mid price 1 s after a fill", SIDE),
    "markout_5s_bps": ("Move of the mid price 5 s after a fill", SIDE),
    "markout_30s_bps": ("Move of the mid price 30 s after a fill", SIDE),
    "markout_60s_bps": ("Move of the mid price 60 s after a fill", SIDE),
    "queue_position": ("Size before our order when it was placed", SIDE),
    "quote_distance_bps": ("Quote less mid price", SIDE),
    "quote_move_ticks": ("Ticks a requote moved a quote", SIDE),
    "levels_swept": ("Levels one market trade took", SIDE),
    "market_trade_size": ("Size of market trades", SIDE),
}

LATENCY_BUCKETS = tuple(mantissa * 10.0**power for power in range(-6, 1) for mantissa in (1, 2.5, 5))
SIZE_BUCKETS = tuple(mantissa * 10.0**power for power in range(-3, 4) for mantissa in (1, 2.5, 5))


class BotMetrics:
    """All collectors of one bot, by their name without the prefix."""

    def __init__(
        self,
        prefix: str,
        venues: Sequence[str],
        symbols: Sequence[str],
        registry: CollectorRegistry = REGISTRY,
    ) -> None:
        series = {"venue": venues, "symbol": symbols, "side": SIDES}
        self.collectors: Dict[str, MetricWrapperBase] = {}
        for kind, table, suffix, options in (
            (Gauge, GAUGES, "", {}),
            (Counter, COUNTERS, "", {}),
            (Histogram, LATENCIES, "_seconds", {"buckets": LATENCY_BUCKETS}),
            (Histogram, SIZES, "", {"buckets": SIZE_BUCKETS}),
        ):
            for name, (text, labels) in table.items():
                collector = kind(f"{prefix}_{name}{suffix}", text, labels, registry=registry, **options)
                if labels:
                    for values in product(*(series[label] for label in labels)):
                        collector.labels(*values)
                self.collectors[name] = collector

    def __getitem__(self, name: str) -> MetricWrapperBase:
        return self.collectors[name]

    def value(self, name: str, *labels: str, suffix: str = "") -> float:
        """The value of one series, as a scrape would see it."""
        for family in self.collectors[name].collect():
            for sample in family.samples:
                if sample.name == family.name + suffix and tuple(sample.labels.values()) == labels:
                    return sample.value
        raise KeyError((name, labels))
