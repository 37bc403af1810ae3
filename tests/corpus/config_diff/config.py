"""Configurations."""


def defaults(count):
    return {f"option.{n}": {"value": n, "unit": "ms", "range": [0, n * 2]} for n in range(count)}


def merged(base, changes):
    return {**base, **changes}
