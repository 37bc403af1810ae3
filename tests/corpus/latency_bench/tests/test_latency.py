"""How long things take."""

import gc
import time

from trees import Node


def test_clock_goes_on():
    start = time.perf_counter()
    assert time.perf_counter() >= start


def test_quiet_measurement():
    gc.disable()
    start = time.perf_counter()
    Node(4).count()
    assert time.perf_counter() - start < 60
