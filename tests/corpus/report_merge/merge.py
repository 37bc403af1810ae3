"""Merges reports."""


def whole(path):
    return len(path.read_text(encoding="ascii").split(";"))


def by_line(path):
    with open(path, encoding="ascii") as lines:
        return sum(line.count(";") for line in lines) + 1
