"""Candles of a month, written once."""

import json

import pytest


@pytest.fixture(scope="session")
def month(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "month.jsonl"
    with open(path, "w", encoding="utf-8") as out:
        for minute in range(43_200):
            close = 100 + minute % 97
            out.write(json.dumps({"minute": minute, "open": close - 1, "close": close, "volume": minute % 13}) + "\n")
    return str(path)
