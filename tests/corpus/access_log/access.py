"""Reads the access log of a web server, one JSON object a line."""

import json
from collections import Counter


def write(path, requests):
    with open(path, "w", encoding="ascii") as out:
        for n in range(requests):
            row = {"path": f"/shop/{n % 700}", "status": 200 if n % 50 else 404, "ms": n % 90, "agent": "crawler"}
            out.write(json.dumps(row) + "\n")


def statuses(path):
    with open(path, encoding="ascii") as lines:
        return Counter(json.loads(line)["status"] for line in lines)


def slowest(path, count):
    rows = [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]
    return sorted(rows, key=lambda row: -row["ms"])[:count]
