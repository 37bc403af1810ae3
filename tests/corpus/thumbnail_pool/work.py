"""Work in several ways."""

import asyncio
import subprocess
import sys
import threading


def blow_up(number):
    return sum(len(f"{n} {number}") for n in range(30_000))


def in_threads(count):
    results = [None] * count

    def run(index):
        table = [f"{index} {n}" for n in range(20_000)]
        results[index] = len(table)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def in_a_process(size):
    program = f"data = b'x' * {size}; print(len(data))"
    done = subprocess.run([sys.executable, "-S", "-c", program], capture_output=True, text=True, check=True)
    return int(done.stdout)


async def one(index):
    table = [f"{index} {n}" for n in range(20_000)]
    await asyncio.sleep(0)
    return len(table)


async def in_tasks(count):
    return await asyncio.gather(*(one(index) for index in range(count)))
