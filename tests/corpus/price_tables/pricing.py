"""Prices by quantity and date."""

import functools
import math


@functools.lru_cache(maxsize=None)
def table(customer, discount):
    """The price table of a customer."""
    base = 10 + math.log1p(len(customer))
    return [(quantity, round(base * quantity * (1 - discount) + quantity / 7, 4)) for quantity in range(12_000)]


def price(customer, quantity, discount=0.0):
    return table(customer, discount)[quantity][1]
