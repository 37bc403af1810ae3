"""The shop's tests. Those that make a report leave it connected."""

from django.test import TestCase

from shop.models import Order, Report


class ReportTests(TestCase):
    def test_counts_one(self):
        report = Report()
        Order.objects.create(customer="Ada")
        self.assertEqual(report.seen, 1)

    def test_counts_two(self):
        report = Report()
        Order.objects.create(customer="Ada")
        Order.objects.create(customer="Bob")
        self.assertEqual(report.seen, 2)


class OrderTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.order = Order.objects.create(customer="Cy")

    def test_is_found(self):
        self.assertEqual(Order.objects.get(customer="Cy"), self.order)

    def test_is_alone(self):
        self.assertEqual(Order.objects.count(), 1)

    def test_wrong_on_purpose(self):
        self.assertEqual(Order.objects.count(), 2)
