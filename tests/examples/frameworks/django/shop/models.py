"""One model, and a signal's receiver for each report that somebody makes of it."""

from django.db import models
from django.db.models.signals import post_save


class Order(models.Model):
    customer = models.CharField(max_length=80)


class Report:
    """Counts the orders that are saved. It is never disconnected, so the signal keeps it and all it holds."""

    def __init__(self):
        self.lines = [f"line {number} of the report" for number in range(40_000)]
        self.seen = 0
        post_save.connect(self.on_save, sender=Order, weak=False)

    def on_save(self, **_):
        self.seen += 1
