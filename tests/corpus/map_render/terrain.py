"""Heights of a landscape."""


def heights(size):
    raw = [[(x * 31 + y * 17) % 1000 / 10 for x in range(size)] for y in range(size)]
    return [max(row) for row in raw]
