"""The gateway is a mock, one for each test."""

from unittest import mock

import pytest

import payments


@pytest.fixture
def gateway():
    gateway = mock.MagicMock(name="gateway")
    # The session knows its gateway, as the real one does.
    gateway.open.return_value.gateway = gateway
    return gateway


@pytest.mark.parametrize("size", [3_000, 6_000, 9_000, 12_000, 9_000, 6_000])
def test_batch(gateway, size):
    assert payments.pay(gateway, payments.batch(size)) == size // 1_000
    gateway.close.assert_called_once()


class TestFailures:
    def test_gateway_is_down(self, gateway):
        gateway.open.return_value.send.side_effect = [None] * 5 + [ConnectionError("down")]
        with pytest.raises(ConnectionError):
            payments.pay(gateway, payments.batch(9_000))

    def test_nothing_to_pay(self, gateway):
        assert payments.pay(gateway, []) == 0


def test_patched_batch():
    with mock.patch("payments.batch", side_effect=lambda size: [0] * size) as patched:
        assert len(payments.batch(5_000)) == 5_000
    patched.assert_called_once_with(5_000)
