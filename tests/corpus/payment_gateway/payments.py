"""Pays by a gateway."""


def batch(size):
    return [{"id": n, "cents": n * 7 % 9_999, "note": f"payment {n}"} for n in range(size)]


def pay(gateway, payments):
    session = gateway.open()
    session.gateway = gateway
    for first in range(0, len(payments), 1_000):
        session.send(payments[first : first + 1_000])
    gateway.close(session)
    return session.send.call_count
