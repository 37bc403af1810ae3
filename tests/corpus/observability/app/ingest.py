"""Takes documents in."""

from app.logs import logger


def ingest(documents):
    words = 0
    for number, document in enumerate(documents):
        logger.warning("document %s: %s", number, document)
        words += document["text"].count(" ") + 1
    return words
