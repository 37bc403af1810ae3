"""Percentages and reports."""

import pytest

import progress


@pytest.mark.parametrize("step,of,expected", [(0, 10, 0), (5, 10, 50), (10, 10, 100), (1, 0, 0)])
def test_percent(step, of, expected):
    assert progress.percent(step, of) == expected


class TestLongJobs:
    def test_copying(self):
        for step in range(15_000):
            last = progress.report("copy", step, 15_000)
        assert last == 99

    def test_indexing(self):
        for step in range(30_000):
            last = progress.report("index", step, 30_000)
        assert last == 99

    def test_upload_in_parts(self):
        parts = [progress.report("upload", part, 20_000) for part in range(20_000)]
        assert parts[-1] == 99


def test_one_step():
    assert progress.report("one", 1, 1) == 100
