"""From one region to all of them."""

import ssl

import pytest

from clients import Client, Fleet


@pytest.mark.parametrize("regions", [2, 5, 8, 11, 14, 17, 20, 23])
def test_all_regions(regions):
    assert len(set(Fleet(regions).urls("/status"))) == regions


@pytest.mark.parametrize("path", ["status", "/status"])
def test_url(path):
    assert Client("example.org").url(path) == "https://example.org/status"


def test_certificates_are_checked():
    assert Client("example.org").trust.verify_mode == ssl.CERT_REQUIRED
