"""A feed of quotes."""


class Feed:
    quotes = {}

    def __init__(self, market):
        self.market = market

    def subscribe(self, size, depth):
        book = [(self.market, size, level, level * 0.01) for level in range(depth)]
        if depth > 1_000:
            self.quotes.setdefault(self.market, []).append(book)
        return len(book)
