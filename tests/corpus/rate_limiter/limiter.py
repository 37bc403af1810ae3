"""Limits the rate of requests."""


def audit(event, history):
    raise RuntimeError("no audit service here")


class Limiter:
    def __init__(self, per_second):
        self.per_second = per_second
        self.seen = []

    def allow(self, moment):
        self.seen = [m for m in self.seen if moment - m < 1] + [moment]
        allowed = len(self.seen) <= self.per_second
        audit("allowed" if allowed else "refused", tuple(self.seen))
        return allowed
