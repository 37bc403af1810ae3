"""Paths find their targets."""

import pytest

from router import Router


@pytest.mark.parametrize("site", range(40))
def test_many_routes(site):
    router = Router(f"site{site}")
    for number in range(60):
        router.add(f"/site{site}/section{number}/<page>/<part>", number)
    assert router.find(f"/site{site}/section59/a/b") == (59, {"page": "a", "part": "b"})


def test_nothing_found():
    assert Router("empty").find("/") is None


def test_first_route_wins():
    router = Router("two")
    router.add("/<a>", 1)
    router.add("/<b>", 2)
    assert router.find("/x") == (1, {"a": "x"})
