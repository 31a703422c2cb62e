"""Hashes of rows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from semeq.train.data.safe import read_safe
from semeq.train.data.table import SettingsTable


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


def test_people_are_contributors_unless_named() -> None:
    contributors = np.array(["a", "a", "b"])
    columns = np.arange(3), np.array(["warm"] * 3), contributors, np.zeros((3, 13)), "made up"
    alone = SettingsTable(*columns)
    assert alone.people.tolist() == ["a", "a", "b"]
    told = SettingsTable(*columns, people=np.array(["a1", "a2", "b1"]))
    assert told.select(np.array([2, 1])).people.tolist() == ["b1", "a2"]
    assert (told.n_people("warm"), told.n_contributors("warm")) == (3, 2)
    assert told.evidence() == {
        "n_people": 3,
        "n_addresses": 2,
        "evidence": {"warm": {"n_examples": 3, "n_people": 3, "n_addresses": 2}},
    }
    assert told.sha256 == alone.sha256
