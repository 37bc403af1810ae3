from unittest import mock

import gateway
import pytest

# Started once for the module, and never stopped.
mock.patch.object(gateway.GATEWAY, "send", return_value=1).start()


@pytest.mark.parametrize("count", [9_000, 10_000, 11_000, 12_000, 13_000])
def test_push(count):
    assert gateway.push([{"number": n, "text": "row %d" % n} for n in range(count)]) == 1


@pytest.mark.parametrize("count", [1, 2])
def test_rows(count):
    assert len([{"number": n} for n in range(count)]) == count
