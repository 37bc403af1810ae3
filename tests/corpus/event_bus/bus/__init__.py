"""An event bus."""

from bus.core import handlers_of, publish, subscribe

__all__ = ["handlers_of", "publish", "subscribe"]
