"""A log of 60 MiB."""

import pytest


@pytest.fixture(scope="session")
def log(tmp_path_factory):
    path = tmp_path_factory.mktemp("logs") / "app.log"
    line = b"2024-01-01 00:00:00 INFO nothing happened here, as usual, on this quiet day of ours\n"
    with open(path, "wb") as file:
        for _ in range(60):
            file.write(line * 12_500)
        file.write(b"the end\n")
    return path
