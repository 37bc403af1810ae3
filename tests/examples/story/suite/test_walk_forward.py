import pytest

from suite import DAY
from tradingbot.backtest import folds, load_history, replay


def test_folds_cover_the_history_in_order(bot, history):
    records = load_history(history(1_003))
    parts = folds(records, 4)
    assert [len(part) for part in parts] == [250] * 4
    assert [record["seq"] for part in parts for record in part] == list(range(1_000))
    assert bot.equity == 0


def test_every_fold_of_the_day_trades(bot, history):
    records = load_history(history(DAY))
    reports = [replay(bot, part, every=5) for part in folds(records, 5)]
    assert all(report.fills > 50 for report in reports)
    assert sum(report.pnl for report in reports) == pytest.approx(bot.equity)
