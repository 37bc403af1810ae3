"""Counts words."""


def count(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def vocabulary(documents, keep_every):
    """A sample of the distinct words, for display."""
    everything = []
    for number in range(documents):
        everything.append(bytes(f"document {number}", "ascii") * (20 + number % 40))
    return everything[::keep_every]
