"""Where the buses are. A feed asks for their positions in the background."""

import threading


class Feed:
    """Positions of one line, as they come in."""

    def __init__(self, line, pause):
        self.line = line
        self.seen = []
        self._pause = pause
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, name=f"line {line}", daemon=True)

    def start(self):
        self._thread.start()

    def stop(self):
        self._over.set()
        self._thread.join()

    def _follow(self):
        tick = 0
        while not self._over.wait(self._pause):
            tick += 1
            self.seen.append([(self.line, tick, bus, 51.0 + bus * 1e-4, 13.0 + tick * 1e-4) for bus in range(400)])

    def wait_for_first(self):
        while not self.seen:
            self._over.wait(0.01)


def distance(a, b):
    return abs(a[0] - b[0]) + abs(a[1] - b[1])
