"""A market."""

STOCK = {}


class Cart:
    history = []

    def __init__(self):
        self.items = []

    def add(self, *items):
        self.items.extend(items)

    def pay(self):
        self.history.append(self.items)
        return len(self.items)


def refill(shelf, count):
    STOCK.update({(shelf, n): f"{shelf} item {n}" for n in range(count)})
    return len(STOCK)
