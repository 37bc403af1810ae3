"""Orders are placed."""

import unittest

from checkout.service import Checkout


class CheckoutTest(unittest.TestCase):
    def setUp(self):
        self.checkout = Checkout()

    def test_first_order_has_number_one(self):
        self.assertEqual(self.checkout.place(10), 1)

    def test_numbers_go_up(self):
        self.checkout.place(10)
        self.assertEqual(self.checkout.place(10, "usd"), 2)

    def test_free_orders_are_refused(self):
        with self.assertRaises(ValueError):
            self.checkout.place(0)

    def test_yen(self):
        self.assertEqual(self.checkout.place(1200, "jpy"), 1)
