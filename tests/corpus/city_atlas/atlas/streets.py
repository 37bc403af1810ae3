"""Streets of all cities; they come with the program and are there from its start."""

STREETS = [(city, n, f"{n} street of city {city}", float(n * city % 977)) for city in range(20) for n in range(47_000)]


def of_city(city):
    return [street for street in STREETS if street[0] == city]


def named(text):
    return [street for street in STREETS if street[2] == text]
