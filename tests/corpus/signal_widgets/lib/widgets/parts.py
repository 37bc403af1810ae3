"""Parts of a window."""

from widgets.signals import changed


class Slider:
    def __init__(self, low, high):
        self.low, self.high, self.value = low, high, low

    def move(self, value):
        self.value = min(max(value, self.low), self.high)
        changed.send(self.value)
