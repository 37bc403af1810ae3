"""A warehouse in memory that must be closed."""


class Warehouse:
    open_ones = {}

    def __init__(self, name):
        self.name = name
        self.rows = []
        self.open_ones[name] = self

    def load(self, count):
        self.rows += [{"sku": f"{self.name}-{n}", "count": n % 17, "shelf": n % 311} for n in range(count)]

    def total(self):
        return sum(row["count"] for row in self.rows)

    def close(self):
        del self.open_ones[self.name]
        self.rows.clear()
