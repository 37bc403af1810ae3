"""A command-line tool from long ago."""

import os


def parse(words):
    return dict(word.split("=") for word in words)


def main(words):
    if not words:
        os._exit(3)
    return parse(words)
