"""The index of what is in stock, built anew after every delivery."""


class Index:
    """Knows its shelves, which know it, and the index that came after it."""

    def __init__(self, articles=0):
        self.following = None
        self.shelves = [Shelf(self, number) for number in range(4)]
        self.articles = [f"article {number:>9} on shelf {number % 4}" for number in range(articles)]


class Shelf:
    def __init__(self, index, number):
        self.index = index
        self.number = number


_current = Index()


def current():
    return _current


def deliver(articles):
    """Replaces the index; readers that still have the old one go on to the new one."""
    global _current
    renewed = Index(articles)
    _current.following = renewed
    _current = renewed
    return renewed
