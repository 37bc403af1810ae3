"""What a shape can be, decided when it is drawn."""

import abc


class Drawable(abc.ABC):
    @abc.abstractmethod
    def draw(self): ...


class Movable(abc.ABC):
    @abc.abstractmethod
    def move(self, dx, dy): ...


PROTOCOLS = [Drawable, Movable]


def protocol(name):
    """One more thing that a shape can be."""
    made = abc.ABCMeta(name, (), {"__slots__": ()})
    PROTOCOLS.append(made)
    return made


class Shape:
    """Anything that plug-ins define."""


KINDS = []


def define(prefix, count):
    KINDS.extend(type(f"{prefix}{n}", (Shape,), {}) for n in range(count))
    return KINDS[-count:]


def abilities(shape):
    return [protocol for protocol in PROTOCOLS if isinstance(shape, protocol)]


def all_abilities():
    return {kind: abilities(kind()) for kind in KINDS}
