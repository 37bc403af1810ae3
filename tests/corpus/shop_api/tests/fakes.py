"""Stands in for the other service."""

import shop


def answer_with(prices):
    real = shop.fetch

    def fetch(item):
        return prices[item] if item in prices else real(item)

    shop.fetch = fetch
