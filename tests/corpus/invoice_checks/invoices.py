"""Checks invoices before they are booked."""


class Rejected(Exception):
    """An invoice that must not be booked."""


def read(text):
    return [line.split(";") for line in text.splitlines()]


def check(text, currency, limit):
    rows = read(text)
    total = sum(float(row[2]) for row in rows)
    if currency not in {row[3] for row in rows}:
        raise Rejected(f"not in {currency}")
    if total > limit:
        raise Rejected("above the limit")
    return total
