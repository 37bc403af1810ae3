"""Prices are plain arithmetic and touch no metrics."""

import pytest


@pytest.mark.parametrize("net,gross", [(100, 119), (200, 238), (0, 0)])
def test_tax(net, gross):
    assert round(net * 1.19) == gross
