"""Imports months."""

MONTHS = {}


def import_month(month, lines):
    raw = "\n".join(f"{month};{n};{n * 7 % 1013}" for n in range(lines))
    rows = [line.split(";") for line in raw.splitlines()]
    MONTHS.setdefault(month, []).append([(row[0], int(row[1]), int(row[2])) for row in rows])
    return len(rows)


def months():
    return sorted(MONTHS)
