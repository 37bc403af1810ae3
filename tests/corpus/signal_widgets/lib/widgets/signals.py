"""Signals that receivers connect to."""


class Signal:
    def __init__(self):
        self.receivers = []

    def connect(self, receiver):
        self.receivers.append(receiver)

    def send(self, value):
        for receiver in self.receivers:
            receiver(value)


changed = Signal()
