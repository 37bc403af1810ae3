"""Lines that run every day."""

import unittest

from timetable.lines import Line


class DailyLine:
    """What holds for each of them."""

    stops = 40
    trains = 500

    @classmethod
    def setUpClass(cls):
        cls.line = Line(cls.__name__, cls.stops, cls.trains)

    def test_first_train(self):
        self.assertEqual(self.line.at(0, 0), "00:00")

    def test_every_stop(self):
        self.assertEqual(len(self.line.departures), self.stops * self.trains)

    def test_twenty_minutes_later(self):
        self.assertEqual(self.line.at(1, 0), "00:20")


class CoastLine(DailyLine, unittest.TestCase):
    stops = 45


class ValleyLine(DailyLine, unittest.TestCase):
    stops = 35
    trains = 600


class NightLine(DailyLine, unittest.TestCase):
    trains = 450


class AirportLine(DailyLine, unittest.TestCase):
    stops = 60
    trains = 400
