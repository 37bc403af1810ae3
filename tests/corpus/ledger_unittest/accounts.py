"""Double-entry accounts."""


def ledger_of(year, bookings):
    return [
        {"date": f"{year}-{n % 12 + 1:02}-{n % 28 + 1:02}", "debit": n % 90, "credit": n % 89, "amount": n * 1.25}
        for n in range(bookings)
    ]


def balance(ledger):
    return sum(row["amount"] for row in ledger) - sum(row["amount"] for row in ledger)
