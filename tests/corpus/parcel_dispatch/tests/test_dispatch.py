"""Every carrier is treated alike."""

from unittest import mock

import pytest

import dispatch

CARRIER = ["load", "depart"]


@pytest.mark.parametrize(
    "carrier",
    [
        pytest.param(mock.Mock(spec=CARRIER), id="road"),
        pytest.param(mock.Mock(spec=CARRIER), id="rail"),
        pytest.param(mock.Mock(spec=CARRIER), id="air"),
        pytest.param(mock.Mock(spec=CARRIER), id="sea"),
    ],
)
def test_full_load(carrier):
    assert dispatch.hand_over(carrier, 8_000) == 8_000
    assert carrier.load.call_args == mock.call(dispatch.manifest(8_000)[6_000:])
    carrier.depart.assert_called_with()


@pytest.mark.parametrize("parcels", [1, 2_000, 8_000])
def test_manifest(parcels):
    assert dispatch.manifest(parcels)[-1]["parcel"] == parcels - 1


class TestOneCarrier:
    def test_two_loads(self):
        carrier = mock.Mock(spec=CARRIER)
        dispatch.hand_over(carrier, 4_000)
        assert carrier.load.call_count == 2

    def test_nothing_to_take(self):
        carrier = mock.Mock(spec=CARRIER)
        assert dispatch.hand_over(carrier, 0) == 0
        carrier.load.assert_not_called()
