"""The metrics of one checkout: a histogram per step and currency."""

import itertools

from prometheus_client import Counter, Histogram

STEPS = ("cart", "address", "payment", "stock", "invoice", "mail")
CURRENCIES = ("eur", "usd", "gbp", "chf", "jpy", "sek", "pln", "czk")
COUNTRIES = ("de", "fr", "uk", "us")
_number = itertools.count()


class CheckoutMetrics:
    """Every checkout has metrics under a prefix of its own."""

    def __init__(self, shop):
        prefix = f"{shop}_{next(_number)}"
        self.steps = {}
        for step in STEPS:
            histogram = Histogram(
                f"{prefix}_{step}_seconds",
                f"Time spent in {step}",
                ["currency", "country"],
                buckets=[x / 40 for x in range(1, 41)],
            )
            for currency in CURRENCIES:
                for country in COUNTRIES:
                    histogram.labels(currency, country)
            self.steps[step] = histogram
        self.orders = Counter(f"{prefix}_orders", "Orders that were placed")

    def observe(self, step, currency, seconds):
        self.steps[step].labels(currency, "de").observe(seconds)
