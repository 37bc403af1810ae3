"""Family trees."""


class Person:
    __slots__ = ("name", "life", "parents")

    def __init__(self, name, born, parents):
        self.name = name
        self.life = {"born": born, "place": f"parish of {name}"}
        self.parents = parents


def ancestors(generations, name="root"):
    """A person with all ancestors, so many generations back."""
    born = 2000 - 28 * generations
    if not generations:
        return Person(name, born, ())
    return Person(name, born, (ancestors(generations - 1, name + "m"), ancestors(generations - 1, name + "f")))


def count(person):
    return 1 + sum(map(count, person.parents))


def names(person):
    yield person.name
    for parent in person.parents:
        yield from names(parent)
