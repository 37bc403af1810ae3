"""Decodes and runs jobs."""

import json

from worker import errors


def decode(raw):
    rows = [json.loads(line) for line in raw.splitlines()]
    if any("id" not in row for row in rows):
        raise ValueError(f"{len(rows)} rows, one of them without id")
    return rows


def run(raw):
    try:
        return len(decode(raw))
    except ValueError as error:
        errors.note(error)
        return None
