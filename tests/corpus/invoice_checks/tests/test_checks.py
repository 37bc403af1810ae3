"""What is booked and what is rejected."""

from contextlib import nullcontext

import pytest

import invoices


def invoice(lines):
    return "\n".join(f"{n};article {n % 400};{n % 90}.5;EUR" for n in range(lines))


@pytest.mark.parametrize(
    "lines, currency, limit, expected",
    [
        (9_000, "EUR", 1e9, nullcontext()),
        (9_000, "USD", 1e9, pytest.raises(invoices.Rejected, match="not in USD")),
        (6_000, "EUR", 1.0, pytest.raises(invoices.Rejected, match="above")),
        (6_000, "EUR", 1e9, nullcontext()),
        (11_000, "GBP", 1e9, pytest.raises(invoices.Rejected, match="not in GBP")),
        (10_000, "EUR", 2.5, pytest.raises(invoices.Rejected, match="above")),
        (7_000, "EUR", -1.0, pytest.raises(invoices.Rejected, match="above")),
    ],
    ids=["booked", "dollars", "small limit", "booked too", "pounds", "another limit", "credit"],
)
def test_check(lines, currency, limit, expected):
    with expected:
        assert invoices.check(invoice(lines), currency, limit) > 0


@pytest.mark.parametrize("lines", [1, 9_000])
def test_read(lines):
    assert len(invoices.read(invoice(lines))) == lines


def test_rejected_in_place():
    with pytest.raises(invoices.Rejected):
        invoices.check(invoice(8_000), "CHF", 1.0)
