"""Stations by name."""

_BY_NAME = {}


def register(name, platforms):
    _BY_NAME[name] = {"name": name, "platforms": list(range(platforms))}
    return _BY_NAME[name]


def find(name):
    return _BY_NAME.get(name)


def short(name):
    return "".join(part[0] for part in name.split()).upper()
