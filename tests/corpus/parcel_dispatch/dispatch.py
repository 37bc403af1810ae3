"""Parcels go to carriers."""


def manifest(parcels):
    return [{"parcel": n, "zone": n % 9, "label": f"P{n:07}-{n % 9}"} for n in range(parcels)]


def hand_over(carrier, parcels):
    """Gives a carrier what it is to take, in loads of two thousand."""
    lines = manifest(parcels)
    for first in range(0, len(lines), 2_000):
        carrier.load(lines[first : first + 2_000])
    carrier.depart()
    return len(lines)
