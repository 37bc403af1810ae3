import unittest

TABLE = None


def setUpModule():
    global TABLE
    TABLE = ["boxes %d" % gram for gram in range(70_000)]


class Rates(unittest.TestCase):
    def test_first(self):
        self.assertEqual(TABLE[0], "boxes 0")

    def test_all(self):
        self.assertEqual(len(TABLE), 70_000)
