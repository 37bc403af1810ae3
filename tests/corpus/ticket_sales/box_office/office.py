"""Sells seats of a hall."""

SOLD = []


def plan():
    """The rows of the hall that are used as a sample; the plan of all seats is made for it and dropped."""
    seats = [["row %d seat %d" % (row, seat) for seat in range(20)] for row in range(14_000)]
    return [row[::19] for row in seats]


def sell(show, count):
    SOLD.append(["ticket %d for %s" % (number, show) for number in range(count)])
    return SOLD[-1]


def offer(show, count):
    return ["ticket %d for %s" % (number, show) for number in range(count)]
