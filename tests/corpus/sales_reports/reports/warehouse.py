"""Frames by name."""

import pandas

FRAMES = {}


def sales(name, rows):
    frame = pandas.DataFrame(
        {
            "shop": [f"shop {n % 50}" for n in range(rows)],
            "amount": [n * 0.25 for n in range(rows)],
            "items": range(rows),
        }
    )
    FRAMES[name, id(frame)] = frame
    return frame


def by_shop(frame):
    return frame.groupby("shop")["amount"].sum()
