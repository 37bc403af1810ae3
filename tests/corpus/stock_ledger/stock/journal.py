"""Movements of goods. After each delivery the state is noted, so that one can go back to it."""

LEVELS = {}
NOTED = []


def deliver(goods, count):
    for n in range(count):
        LEVELS[f"{goods}-{n}"] = LEVELS.get(f"{goods}-{n}", 0) + 1
    NOTED.append(dict(LEVELS))
    return len(LEVELS)


def level(article):
    return LEVELS.get(article, 0)


def value(prices, counts):
    return sum(prices[article] * count for article, count in counts.items())
