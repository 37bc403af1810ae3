"""Ledgers of three years."""

import unittest

import accounts


class LedgerOf2022(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ledger = accounts.ledger_of(2022, 30_000)

    def test_balance(self):
        self.assertEqual(accounts.balance(self.ledger), 0)

    def test_size(self):
        self.assertEqual(len(self.ledger), 30_000)


class LedgerOf2023(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ledger = accounts.ledger_of(2023, 40_000)

    def test_balance(self):
        self.assertEqual(accounts.balance(self.ledger), 0)

    def test_size(self):
        self.assertEqual(len(self.ledger), 40_000)


class LedgerOf2024(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ledger = accounts.ledger_of(2024, 50_000)

    def test_balance(self):
        self.assertEqual(accounts.balance(self.ledger), 0)

    def test_dates(self):
        self.assertEqual(self.ledger[0]["date"], "2024-01-01")


class LedgerOfNothing(unittest.TestCase):
    def test_balance(self):
        self.assertEqual(accounts.balance([]), 0)
