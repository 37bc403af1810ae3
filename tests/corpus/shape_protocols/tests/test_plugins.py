"""Plug-ins bring shapes and what they can do."""

import pytest

from shapes import protocols


@pytest.mark.parametrize("plugin", ["flowchart", "uml", "network", "floor plan", "circuit", "gantt", "mind map", "map"])
def test_plugin(plugin):
    for n in range(10):
        protocols.protocol(f"{plugin} {n}")
    protocols.define(plugin.title().replace(" ", ""), 100)
    assert not any(protocols.all_abilities().values())


@pytest.mark.parametrize("count", [1, 5])
def test_kinds_of_their_own(count):
    kinds = [type("Local", (), {}) for _ in range(count)]
    assert not any(issubclass(kind, protocols.Movable) for kind in kinds)


def test_drawable_shape():
    class Circle(protocols.Drawable):
        def draw(self):
            return "o"

    assert protocols.Drawable in protocols.abilities(Circle())
