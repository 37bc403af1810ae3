"""Grids of a weather model."""


def grid(region, cells):
    return [{"cell": f"{region}:{n}", "t": n % 40 - 10.0, "rh": n % 100} for n in range(cells)]


def mean(grid, field):
    return sum(cell[field] for cell in grid) / len(grid)
