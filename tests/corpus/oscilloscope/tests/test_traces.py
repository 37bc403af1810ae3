"""Traces of test signals."""

import pytest

from scope.channels import DEVICE, Channel


@pytest.mark.parametrize("frequency", [50, 60, 100, 400])
def test_sine(frequency):
    channel = DEVICE.open("mains", 200_000, frequency)
    assert channel.peak() == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("samples", [150_000, 450_000])
def test_zero_crossings(samples):
    channel = DEVICE.open("clock", samples, 500)
    assert channel.crossings() in (3, 4)


@pytest.mark.parametrize("samples", [200_000, 400_000])
def test_trace_of_a_loose_channel(samples):
    assert len(Channel("probe", samples, 200).trace) == samples


def test_names():
    assert set(DEVICE.names()) <= {"mains", "clock"}
