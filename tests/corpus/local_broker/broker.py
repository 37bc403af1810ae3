"""Starts a broker of messages and talks to it."""

import subprocess
import sys

SERVER = """
import sys, time
store = []
for line in sys.stdin:
    word, size = line.split()
    store.append(word.encode() * (int(size) * 1024 // len(word)))
    print(len(store), flush=True)
    if word == "last":
        break
sys.stdin.close()
time.sleep(60)
"""


class Broker:
    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-S", "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def publish(self, word, size_kib):
        self.process.stdin.write(f"{word} {size_kib}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
