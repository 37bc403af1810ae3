"""Campaigns to many."""

import os

import pytest

from mailer import gateway


def test_newsletter_goes_to_everybody():
    for reader in range(400):
        gateway.send(f"reader{reader}@example.org", "News", f"Dear {reader}! " + "All the news. " * 700)
    assert gateway.transport.deliver.call_count >= 400


@pytest.mark.parametrize("size_kib", [1500, 3000, 4500])
def test_attachments(size_kib):
    size = gateway.send("ada@example.org", "Report", "see below", [os.urandom(size_kib * 1024)])
    assert size > size_kib * 1024


def test_short_note():
    assert gateway.send("ada@example.org", "Hi", "Hello") == 5


def test_empty_body():
    assert gateway.send("ada@example.org", "Hi", "") == 0
