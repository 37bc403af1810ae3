import pytest

from suite import MARKET


@pytest.fixture
def position(bot):
    return bot.positions[MARKET]


def book(position, *fills):
    for side, price, size in fills:
        position.apply(side, price, size)
    return position


class TestEntry:
    def test_starts_flat(self, position):
        assert (position.size, position.entry, position.realised) == (0, 0, 0)

    def test_adding_averages_the_entry(self, position):
        book(position, ("buy", 100.0, 1.0), ("buy", 103.0, 2.0))
        assert position.entry == pytest.approx(102.0)

    def test_closing_a_part_keeps_the_entry(self, position):
        book(position, ("buy", 100.0, 2.0), ("sell", 110.0, 0.5))
        assert (position.size, position.entry) == (1.5, 100.0)

    def test_turning_over_enters_at_the_new_price(self, position):
        book(position, ("buy", 100.0, 1.0), ("sell", 90.0, 3.0))
        assert (position.size, position.entry, position.realised) == (-2.0, 90.0, -10.0)

    def test_closing_with_rounding_errors_is_flat(self, position):
        book(position, ("buy", 100.0, 0.1), ("buy", 100.0, 0.2), ("sell", 101.0, 0.3))
        assert (position.size, position.entry) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("opening", "closing", "gain"),
    [
        (("buy", 100.0, 2.0), ("sell", 105.0, 2.0), 10.0),
        (("buy", 100.0, 2.0), ("sell", 95.0, 2.0), -10.0),
        (("sell", 100.0, 2.0), ("buy", 95.0, 2.0), 10.0),
        (("sell", 100.0, 2.0), ("buy", 105.0, 2.0), -10.0),
    ],
    ids=["long wins", "long loses", "short wins", "short loses"],
)
def test_realised_profit(position, opening, closing, gain):
    book(position, opening, closing)
    assert position.realised == pytest.approx(gain)
    assert position.unrealised(1_000.0) == 0
