"""Prices of many days."""


class Service:
    loaded = {}

    def load(self, market, days):
        key = (market, days, len(self.loaded))
        self.loaded[key] = [(market, day, day * 1.5, f"{market}-{day}") for day in range(days)]
        return self.loaded[key]
