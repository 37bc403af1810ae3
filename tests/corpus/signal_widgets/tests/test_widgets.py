"""Moving things tells everybody."""

import unittest

from widgets.parts import Slider
from widgets.signals import changed


class SliderTest(unittest.TestCase):
    def setUp(self):
        self.canvas = [[(x, y, 0) for x in range(160)] for y in range(120)]
        self.seen = []
        changed.connect(self.on_change)

    def on_change(self, value):
        self.seen.append(value)

    def test_moves(self):
        Slider(0, 10).move(5)
        self.assertEqual(self.seen, [5])

    def test_stops_at_the_end(self):
        Slider(0, 10).move(50)
        self.assertEqual(self.seen, [10])

    def test_starts_low(self):
        self.assertEqual(Slider(3, 10).value, 3)


class TestDial:
    def on_change(self, value):
        self.last = value

    def test_turn(self):
        self.picture = bytes(range(1, 251)) * 12_000
        changed.connect(self.on_change)
        Slider(0, 360).move(90)
        assert self.last == 90

    def test_full_circle(self):
        assert 360 % 360 == 0
