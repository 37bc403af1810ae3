"""Analyses positions in a process of its own, so that the board stays responsive."""

import multiprocessing


def positions(depth):
    """The number of positions looked at; deep ones are told apart by a table of what was seen."""
    seen = {(ply, n % 65_537, n) for ply in range(depth) for n in range(60_000)}
    return len(seen)


def analyse(depth):
    context = multiprocessing.get_context("spawn")
    answer = context.SimpleQueue()
    process = context.Process(target=_work, args=(depth, answer))
    process.start()
    process.join()
    if process.exitcode:
        raise RuntimeError(f"the analysis ended with {process.exitcode}")
    return answer.get()


def _work(depth, answer):
    answer.put(positions(depth))


def notation(file, rank):
    return "abcdefgh"[file] + str(rank + 1)
