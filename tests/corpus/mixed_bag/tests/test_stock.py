"""The stock."""

import uuid

import market


class TestStock:
    def test_refill(self):
        assert market.refill(uuid.uuid4().hex, 45_000) >= 45_000

    def test_refill_nothing(self):
        before = len(market.STOCK)
        assert market.refill("empty", 0) == before
