"""Sales of tickets."""

import pytest

from box_office import office

PLAN = office.plan()


@pytest.mark.parametrize("show", ["opera", "ballet", "concert", "reading", "revue", "matinee"])
def test_sold(show):
    assert len(office.sell(show, 28_000)) == 28_000


@pytest.mark.parametrize("show", ["opera", "ballet", "concert", "reading", "revue", "matinee"])
def test_offered(show):
    assert len(office.offer(show, 28_000)) == 28_000


def test_plan():
    assert len(PLAN) == 14_000
