"""Logging is set up on import: records are held back until something critical happens."""

import logging
import logging.handlers

HANDLER = logging.handlers.MemoryHandler(capacity=10_000_000, flushLevel=logging.CRITICAL + 1)
logger = logging.getLogger("app")
logger.addHandler(HANDLER)
