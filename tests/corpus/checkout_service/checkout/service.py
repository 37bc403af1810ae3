"""Places orders and counts them."""

from checkout.metrics import CheckoutMetrics


class Checkout:
    def __init__(self, shop="shop"):
        self.metrics = CheckoutMetrics(shop)
        self.placed = []

    def place(self, amount, currency="eur"):
        if amount <= 0:
            raise ValueError("nothing to pay")
        self.metrics.observe("payment", currency, amount / 1000)
        self.metrics.orders.inc()
        self.placed.append((amount, currency))
        return len(self.placed)

    def refund(self, number):
        return self.placed.pop(number - 1)
