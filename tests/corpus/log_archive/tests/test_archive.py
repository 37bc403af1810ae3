"""The archive."""

import pytest

import archive


@pytest.mark.parametrize("piece", [1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 23])
def test_lines(log, piece):
    assert archive.count_lines(log, piece) == 750_001


@pytest.mark.parametrize("needle,found", [(b"the end", True), (b"quiet day", True), (b"disaster", False)])
def test_contains(log, needle, found):
    assert archive.contains(log, needle) == found


def test_empty_file(tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    assert archive.count_lines(tmp_path / "empty") == 0
