"""Bookings leave a trail."""

import pytest


@pytest.mark.parametrize("who", ["ada", "bob", "eve", "joe", "kim"])
def test_booking(trail, who):
    assert trail.book(who, "booking", 30_000) == 30_000


class TestCorrections:
    @pytest.mark.parametrize("lines", [20_000, 40_000])
    def test_correction(self, trail, lines):
        assert trail.book("ada", "correction", lines) == lines

    def test_nothing_to_correct(self):
        assert not []


def test_trail_is_shared(trail):
    assert trail.entries


def test_names():
    assert sorted(["bob", "ada"]) == ["ada", "bob"]
