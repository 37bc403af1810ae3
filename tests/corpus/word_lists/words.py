"""Word lists for a game."""


def words(length, count):
    letters = "etaoinshrdlu"
    return ["".join(letters[(n // 12**place) % 12] for place in range(length)) for n in range(count)]


def fits(word, pattern):
    return len(word) == len(pattern) and all(p in (".", w) for w, p in zip(word, pattern))
