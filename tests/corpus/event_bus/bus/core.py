"""Handlers by topic."""

import collections

_handlers = collections.defaultdict(list)


def subscribe(topic, handler):
    _handlers[topic].append(handler)
    return handler


def publish(topic, event):
    return [handler(event) for handler in _handlers[topic]]


def handlers_of(topic):
    return len(_handlers[topic])
