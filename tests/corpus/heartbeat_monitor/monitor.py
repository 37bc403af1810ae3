"""Watches hosts in the background."""

import threading


class Monitor:
    def __init__(self, hosts):
        self.hosts = hosts
        self.beats = 0
        self.first = threading.Event()
        self.stopped = threading.Event()

    def start(self):
        threading.Thread(target=self._run, name="monitor", daemon=True).start()
        self.first.wait()
        return self

    def _run(self):
        samples = {f"host-{n}": [n * 0.1] * 12 for n in range(self.hosts)}
        while True:
            self.beats += len(samples)
            self.first.set()
            if self.stopped.wait(3600):
                return

    def stop(self):
        self.stopped.set()
