"""Spans of requests, if they are wanted."""

ENABLED = False
SPANS = []


def span(name, detail):
    if ENABLED:
        SPANS.append((name, detail))


def switch(on):
    global ENABLED
    ENABLED = on
