"""The records."""

from models.base import Model


class Customer(Model):
    @property
    def initials(self):
        return "".join(part[0] for part in self.name.split())


class Invoice(Model):
    def total(self):
        return sum(amount for _, amount in self.lines)
