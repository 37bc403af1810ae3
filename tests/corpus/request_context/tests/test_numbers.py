"""Nothing to do with contexts."""

import pytest


@pytest.mark.parametrize("n", range(4))
def test_double(n):
    assert n + n == 2 * n
