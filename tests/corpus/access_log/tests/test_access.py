"""Questions to the log."""

import access


def test_statuses(log):
    assert access.statuses(log) == {200: 392_000, 404: 8_000}


def test_quiet_day(tmp_path):
    log = tmp_path / "access.log"
    access.write(log, 100)
    assert access.slowest(log, 1)[0]["ms"] == 89


def test_slowest_of_the_day(log):
    assert [row["ms"] for row in access.slowest(log, 3)] == [89, 89, 89]


def test_first_line(log):
    with open(log, encoding="ascii") as lines:
        assert "/shop/0" in next(lines)


def test_empty_log(tmp_path):
    log = tmp_path / "access.log"
    access.write(log, 0)
    assert access.statuses(log) == {}
