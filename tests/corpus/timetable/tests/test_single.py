"""Lines that are made for one test."""

import unittest

from timetable.lines import Line


class SingleLine(unittest.TestCase):
    def setUp(self):
        self.line = Line("excursion", 40, 450)

    def test_two_stops(self):
        self.assertEqual(self.line.at(0, 1), "00:03")

    def test_last_train(self):
        self.assertEqual(self.line.at(449, 0), "05:40")


class HolidayLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.line = Line("holiday", 40, 450)

    @classmethod
    def tearDownClass(cls):
        del cls.line

    def test_a_train(self):
        self.assertEqual(self.line.at(3, 0), "01:00")


class NoLine(unittest.TestCase):
    def test_no_trains(self):
        self.assertEqual(Line("closed", 10, 0).departures, {})
