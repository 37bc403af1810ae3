"""Jobs that work and jobs that do not."""

import json

import pytest

from worker import jobs


def payload(rows, broken=False):
    lines = [json.dumps({"id": n, "text": f"row {n} " * 4}) for n in range(rows)]
    if broken:
        lines.append("{}")
    return "\n".join(lines)


@pytest.mark.parametrize("rows", [1, 10, 100, 4_000])
def test_good_payload(rows):
    assert jobs.run(payload(rows)) == rows


@pytest.mark.parametrize("rows", [3_000, 6_000, 9_000])
def test_bad_payload(rows):
    assert jobs.run(payload(rows, broken=True)) is None


def test_empty_payload():
    assert jobs.run("") == 0
