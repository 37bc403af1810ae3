"""Invoices."""

from models import Invoice


def make_invoices(count, lines=30):
    return [
        Invoice(number=n, lines=[(f"item {n}-{k}", k) for k in range(lines)]).save() for n in range(count)
    ]


class TestTotals:
    def test_same_total(self):
        totals = {invoice.total() for invoice in make_invoices(900)}
        assert totals == {435}

    def test_total_of_few_lines(self):
        assert make_invoices(1200, lines=20)[0].total() == 190


def test_no_lines():
    assert Invoice(lines=[]).total() == 0
