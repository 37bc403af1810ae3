"""Tickets arrive as they were sent."""

import pytest

from tickets import Ticket, layout, sent

VENUES = {"opera house": 9_000, "arena": 16_000, "club": 300, "old theatre": 7_500, "stadium": 20_000}


@pytest.mark.parametrize("venue", ["opera house", "arena", "old theatre", "stadium"])
def test_layout(venue):
    kind = layout(venue, VENUES[venue])
    assert kind.plan[41] == f"{venue}, row 2, seat 2"
    assert sent(kind(41)).number == 41


class TestTwoHalls:
    def test_same_seat_elsewhere(self):
        one, two = layout("hall a", 10_000), layout("hall b", 10_000)
        assert sent(one(7)).number == sent(two(7)).number
        assert one.plan[7] != two.plan[7]


@pytest.mark.parametrize("number", [0, 17, 40])
def test_plain_ticket(number):
    assert sent(Ticket(number)).number == number


def test_seats_are_known():
    assert sum(VENUES.values()) == 52_800
