"""Scales of instruments."""

import pytest

from units.convert import Quantity, scale, to_base


@pytest.mark.parametrize("instrument", ["thermocouple", "strain gauge", "flow meter", "barometer", "pH probe"])
def test_calibrated_scale(instrument):
    kind = scale(instrument, 14_000)
    assert to_base(kind(8)) == 2.0 + len(instrument)


class TestFineScales:
    def test_hundredths(self):
        kind = scale("caliper", 22_000)
        assert to_base(kind(0)) == 7.0

    def test_last_step(self):
        kind = scale("micrometer", 18_000)
        assert to_base(kind(17_999)) == 17_999 * 0.25 + 10


@pytest.mark.parametrize("value", [0, 1, 250])
def test_plain_numbers(value):
    assert to_base(value) == float(value)


def test_unknown_quantity():
    with pytest.raises(TypeError, match="no conversion"):
        to_base(Quantity(3))
