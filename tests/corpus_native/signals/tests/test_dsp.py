import fastdsp
import pytest


def test_energy():
    assert fastdsp.energy(300_000) > 0


def test_energy_of_odd():
    with pytest.raises(ValueError):
        fastdsp.energy(300_001)


def test_spectrum():
    assert len(fastdsp.spectrum(60_000)) == 60_000


def test_window():
    assert fastdsp.window(500_000) is not None
