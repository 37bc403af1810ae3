"""A client for each test."""

import pytest

from rest import Client

CLIENTS = []


@pytest.fixture
def client():
    client = Client("https://api.example.org")
    CLIENTS.append(client)
    return client


@pytest.fixture
def path():
    return "/items/12"
