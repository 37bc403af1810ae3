"""Stars that all tests can use."""

STARS = [{"name": f"HD {n}", "magnitude": n % 80 / 10, "ra": n * 0.001} for n in range(60_000)]
