"""Queries by a pool of threads."""

import concurrent.futures
import threading

EXECUTOR = concurrent.futures.ThreadPoolExecutor(2)
LOCAL = threading.local()


def _run(rows):
    if not hasattr(LOCAL, "results"):
        LOCAL.results = []
    LOCAL.results.append([(n, f"row {n}") for n in range(rows)])
    return len(LOCAL.results[-1])


def query(rows):
    return EXECUTOR.submit(_run, rows).result()
