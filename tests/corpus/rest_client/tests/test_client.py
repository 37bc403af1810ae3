"""The client."""

import pytest


@pytest.mark.parametrize("number", [0, 10, 8_999])
def test_get(client, number):
    assert client.get(f"/items/{number}")["id"] == number


def test_headers(client):
    assert client.headers["accept"] == "application/json"


def test_path(path):
    assert path.startswith("/items")


class TestRetries:
    def test_found(self, client, path):
        assert client.get_with_retries(path, 3)["id"] == 12

    def test_not_found(self, client):
        with pytest.raises(LookupError):
            client.get_with_retries("/nothing", 3)


def test_status_codes():
    assert 200 < 404
