"""Cleaning counts what it does, and does it in order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from semeq.errors import DataError
from semeq.train.data.cleaning import clean, word_table
from semeq.train.data.safe import read_safe
from semeq.train.data.table import SettingsTable

SETTINGS = np.array([3.0, 100, 0, 250, 1, 0, 1e3, 1, 0, 3e3, 1, -3, 8e3])


def table_of(words: list[str], params: np.ndarray | None = None) -> SettingsTable:
    n = len(words)
    if params is None:
        params = np.tile(SETTINGS, (n, 1))
        params[:, 1] += np.arange(n)
    people = np.array([f"contributor-{i:03d}" for i in range(n)])
    return SettingsTable(np.arange(n), np.array(words), people, params, "made up")


def test_words_are_lowered_and_variants_merged() -> None:
    table, report = clean(table_of([" Warm", "brighter", "FULLER ", "air"]))
    assert table.words.tolist() == ["warm", "bright", "full", "airy"]
    assert [(s.n_changed, s.n_removed) for s in report.steps[:2]] == [(2, 0), (3, 0)]


def test_each_removal_is_counted() -> None:
    params = np.tile(SETTINGS, (6, 1))
    params[2, [0, 11]] = 0.0
    params[5, 0] = 4.0
    table, report = clean(table_of(["test", "warm", "warm", "warm", "bright", "warm"], params))
    assert table.ids.tolist() == [1, 4, 5]
    assert report.as_counts() == {
        "read": 6, "lower-case and strip": 0, "merge spellings": 0, "drop non-words": 1,
        "drop flat settings": 1, "drop duplicates": 1, "drop words below 1 examples": 0, "left": 3,
    }  # fmt: skip


def test_a_negative_zero_is_no_other_setting() -> None:
    params = np.tile(SETTINGS, (2, 1))
    params[1, 2] = -0.0
    assert len(clean(table_of(["warm", "warm"], params))[0]) == 1


def test_min_examples_drops_rare_words() -> None:
    table, _ = clean(table_of(["warm", "warm", "odd"]), min_examples=2)
    assert set(table.words.tolist()) == {"warm"}


def test_nothing_left_is_an_error() -> None:
    with pytest.raises(DataError, match="left none of 1 rows"):
        clean(table_of(["test"]))


def test_word_table_is_consistent() -> None:
    spellings, non_words = word_table()
    assert not spellings.keys() & set(spellings.values()), (
        "a spelling must lead to its word at once"
    )
    assert not non_words & (spellings.keys() | set(spellings.values()))
    assert all(word == " ".join(word.lower().split()) for word in (*spellings, *non_words))


def test_published_file_cleans_to_known_counts(shared_dir: Path) -> None:
    raw = read_safe(shared_dir / "data" / "safe" / "SAFEEqualiserUserData.csv")
    spellings, non_words = word_table()
    words = {" ".join(word.lower().split()) for word in raw.words.tolist()}
    assert spellings.keys() | non_words <= words, "the table names words the data do not hold"
    table, report = clean(raw)
    assert len(table) == 1_426
    assert (
        report.as_counts()["drop flat settings"] + 6 == (np.abs(raw.gains_db) < 0.01).all(1).sum()
    )


def test_cleaned_settings_are_over_parameterised_as_found(shared_dir: Path) -> None:
    table, _ = clean(read_safe(shared_dir / "data" / "safe" / "SAFEEqualiserUserData.csv"))
    peaks_hz = table.params[:, [3, 6, 9]]
    assert (table.gains_db == 0).any(axis=1).mean() == pytest.approx(0.55, abs=0.015)
    assert (np.abs(table.gains_db) == 12).any(axis=1).mean() == pytest.approx(0.42, abs=0.01)
    assert (np.diff(peaks_hz, axis=1) < 0).any(axis=1).mean() == pytest.approx(0.15, abs=0.005)
