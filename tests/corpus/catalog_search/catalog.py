"""A catalogue that can be searched by word."""

import re

INDEX = {}


def add(number, title):
    for word in re.findall(r"\w+", title.lower()):
        INDEX.setdefault(word, []).append(number)


def search(word):
    return INDEX.get(word.lower(), [])


def price(number):
    return (number * 37) % 100 + 0.99
