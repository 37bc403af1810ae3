"""Distances between towns."""


def towns(count):
    return [(n * 37 % 1009, n * 91 % 997) for n in range(count)]


def distance(a, b):
    return ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5


def all_pairs(places):
    return {(i, j): distance(a, b) for i, a in enumerate(places) for j, b in enumerate(places)}
