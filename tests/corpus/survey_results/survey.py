"""Answers of many people."""


def answers(people, questions):
    return [{f"q{q}": (p * q) % 5 for q in range(questions)} for p in range(people)]


def weights(people):
    return {f"person {p}": 1 + (p % 9) / 10 for p in range(people)}
