"""Merging."""

import merge


def test_by_line(report):
    assert merge.by_line(report) == 120 * 149_796 + 1


def test_whole_file(report):
    assert merge.whole(report) == 120 * 149_796 + 1


def test_small(tmp_path):
    small = tmp_path / "small.csv"
    small.write_text("a;b")
    assert merge.whole(small) == merge.by_line(small) == 2
