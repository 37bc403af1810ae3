"""Ranks documents."""

import functools


class Index:
    def __init__(self, documents):
        self.documents = [f"document {n} about {n % 17}" for n in range(documents)]

    @functools.lru_cache(maxsize=1024)
    def score(self, word):
        return sum(word in document for document in self.documents)

    def best(self, words):
        return max(words, key=self.score)
