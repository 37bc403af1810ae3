"""An audit trail that nobody ever empties: each basket leaves its whole history in it."""

TRAIL = []


def record(basket):
    TRAIL.append([f"{basket}: item {number} of the history" for number in range(40_000)])


def total(prices):
    return sum(prices)
