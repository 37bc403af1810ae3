"""Tables of a language."""


def table(language, words):
    return {f"{language} word {n}": f"meaning {n}" for n in range(words)}
