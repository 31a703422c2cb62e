"""Hashes of rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from semeq.train.data.safe import read_safe


def test_content_hash_ignores_what_stands_for_a_person(
    made_up_rows: Callable[..., Any], write_csv: Callable[..., Path], tmp_path: Path
) -> None:
    rows = made_up_rows(20)
    published = read_safe(write_csv(tmp_path / "a.csv", rows))
    for row in rows:
        row[2] = "person " + row[2]
    assert read_safe(write_csv(tmp_path / "b.csv", rows)).sha256 == published.sha256
    rows[3][5] = "1.5"
    assert read_safe(write_csv(tmp_path / "c.csv", rows)).sha256 != published.sha256
