"""Batches of invoices."""

import io
import logging

import pytest

import mailing


@pytest.fixture
def log():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    mailing.logger.addHandler(handler)
    yield stream
    mailing.logger.removeHandler(handler)


def watched():
    stream = io.StringIO()
    mailing.logger.addHandler(logging.StreamHandler(stream))
    return stream


@pytest.mark.parametrize("invoices", [7_000, 7_001, 7_002])
def test_batch(invoices):
    stream = watched()
    mailing.send(invoices)
    assert stream.getvalue().count("\n") == invoices


def test_nothing(log):
    mailing.send(0)
    assert log.getvalue() == ""
