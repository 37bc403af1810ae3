"""A large report."""

import pytest


@pytest.fixture(scope="session")
def report(tmp_path_factory):
    path = tmp_path_factory.mktemp("reports") / "all.csv"
    with open(path, "w", encoding="ascii") as out:
        for number in range(120):
            out.write((f"{number:06d};" * 149_796) + "\n")
    return path
