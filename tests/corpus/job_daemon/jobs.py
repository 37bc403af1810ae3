"""Jobs in a process of their own."""

import multiprocessing
import time

CONTEXT = multiprocessing.get_context("fork")


def _work(size_mib, pipe):
    results = []
    for n in range(size_mib):
        results.append(bytes([n % 255 + 1]) * (1 << 20))
    pipe.send(len(results))
    time.sleep(60)


class Daemon:
    def __init__(self, size_mib):
        self.pipe, other = CONTEXT.Pipe()
        self.process = CONTEXT.Process(target=_work, args=(size_mib, other), daemon=True)

    def start(self):
        self.process.start()
        return self.pipe.recv()

    def stop(self):
        self.process.terminate()
        self.process.join()
