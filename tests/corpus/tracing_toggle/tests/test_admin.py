"""What administrators can do."""

from webapp import tracing


def test_tracing_is_off():
    tracing.switch(False)
    assert not tracing.ENABLED


def test_switch_tracing_on():
    tracing.switch(True)
    assert tracing.ENABLED
