"""Handles requests."""

from webapp import tracing


def handle(path, items):
    body = [f"{path}: item {n}" for n in range(items)]
    tracing.span(path, body)
    return len(body)
