"""Totals of a harvest."""


def loads(farm, count):
    return [{"farm": farm, "load": n, "tonnes": n % 18 + 0.5} for n in range(count)]


def total(loads):
    return sum(load["tonnes"] for load in loads)


def dry(loads, share):
    if not 0 <= share < 1:
        raise ValueError(f"cannot take {share} of the water")
    return [{**load, "tonnes": load["tonnes"] * (1 - share)} for load in loads]
