"""An index of pictures."""

VECTORS = {}


def add(name, dimensions, count):
    for n in range(count):
        VECTORS[name, n] = tuple(float(d * n) for d in range(dimensions))
    return count


def similar(a, b):
    return sum(x * y for x, y in zip(a, b))
