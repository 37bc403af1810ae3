"""Replays a recorded day through a bot."""

import json
import math
import random
from pathlib import Path
from typing import Any, Dict, Iterable, List, NamedTuple

from tradingbot.bot import Bot
from tradingbot.market_data import tick_of

START = 1_700_000_000.0


class Report(NamedTuple):
    """What came of a replay."""

    ticks: int
    fills: int
    pnl: float
    fees: float
    max_drawdown: float
    max_position: float


def write_history(path: Path, ticks: int, seed: int = 7, drift: float = 0.0, interval: float = 0.25) -> Path:
    """Writes a made-up day of BTC/USDT as JSON lines: a price that swings around 30,000 (or drifts away)."""
    rng = random.Random(seed).random
    noise = 0.0
    with path.open("w", encoding="utf-8") as file:
        for seq in range(ticks):
            noise = noise * 0.98 + (rng() - 0.5) * 6
            mid = 30_000 + 15 * math.sin(seq / 400) + noise + drift * seq
            bid = round(mid - 0.5 - rng(), 1)
            ask = round(mid + 0.5 + rng(), 1)
            file.write(
                f'{{"seq": {seq}, "ts": {START + seq * interval}, "venue": "binance", "symbol": "BTC/USDT", '
                f'"bid": {bid}, "bid_size": {rng():.4f}, "ask": {ask}, "ask_size": {rng():.4f}, '
                f'"trade": {bid if seq % 3 else ask}}}\n'
            )
    return path


def load_history(path: Path) -> List[Dict[str, Any]]:
    """All records of a history, at once."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def replay(bot: Bot, records: Iterable[Dict[str, Any]], every: int = 1) -> Report:
    """Feeds the records (or every n-th of them) to a bot."""
    fills, fees, start = bot.fill_count, bot.fees.paid, bot.equity
    ticks, drawdown, position, peak = 0, 0.0, 0.0, start
    for number, record in enumerate(records):
        if number % every:
            continue
        tick = tick_of(record)
        ticks += 1
        if bot.on_tick(tick):
            peak = max(peak, bot.equity)
            drawdown = max(drawdown, peak - bot.equity)
            position = max(position, abs(bot.positions[tick.market].size))
    return Report(ticks, bot.fill_count - fills, bot.equity - start, bot.fees.paid - fees, drawdown, position)


def folds(records: List[Dict[str, Any]], count: int) -> List[List[Dict[str, Any]]]:
    """The records in equal parts, in order, for a walk-forward test."""
    size = len(records) // count
    return [records[number * size : (number + 1) * size] for number in range(count)]
