"""Keeps matrices by name."""

import numpy

MATRICES = {}


def embed(name, users, width):
    MATRICES[name] = numpy.random.default_rng(users).random((users, width))
    return MATRICES[name]


def sample(name, users, width):
    matrix = numpy.ones((users, width))
    MATRICES[name] = matrix[:2, :2]
    return MATRICES[name]


def cosine(a, b):
    return float(a @ b / (numpy.linalg.norm(a) * numpy.linalg.norm(b)))
