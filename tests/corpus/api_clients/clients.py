"""Clients of web services."""

import ssl


class Client:
    """Has trust of its own, so that it can be given other certificates."""

    def __init__(self, host):
        self.host = host
        self.trust = ssl.create_default_context()

    def url(self, path):
        return f"https://{self.host}/{path.lstrip('/')}"


class Fleet:
    """Clients of all regions, which are asked at the same time."""

    def __init__(self, regions):
        self.clients = [Client(f"r{region}.example.org") for region in range(regions)]

    def urls(self, path):
        return [client.url(path) for client in self.clients]
