"""Routing of lines."""

import pytest

from router import ROUTER, Router


def counting(rows):
    return lambda line: rows.get(line, 0)


@pytest.mark.parametrize("tenant", ["north", "south", "east", "west", "centre", "harbour"])
def test_added(tenant):
    ROUTER.add(counting({f"{tenant} {row}": row for row in range(14_000)}))
    assert ROUTER.send("none")


@pytest.mark.parametrize("tenant", ["north", "south", "east", "west", "centre", "harbour"])
def test_own_router(tenant):
    router = Router()
    router.add(counting({f"{tenant} {row}": row for row in range(14_000)}))
    assert router.send(f"{tenant} 7") == [7]
