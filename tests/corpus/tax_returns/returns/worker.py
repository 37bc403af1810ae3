"""What the processes of the pool do."""

_FILED = {}


def assess(name, lines):
    """Assesses one return; an amendment is compared with what was filed before."""
    rows = [(name, n, n * 3 % 1_000, f"item {n % 70}") for n in range(lines)]
    before = _FILED.get(name)
    _FILED[name, len(_FILED)] = rows
    return sum(row[2] for row in rows) - (before[0][2] if before else 0)


def rate(income):
    return 0 if income < 10_000 else min(0.42, income / 200_000)
