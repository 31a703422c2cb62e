"""The published CSV: what is read, what is refused, what is never kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from semeq.eq.params import FREQ_COLUMNS, GAIN_COLUMNS, PARAM_NAMES, Q_COLUMNS
from semeq.errors import DataError
from semeq.train.data.safe import read_safe
from semeq.train.data.table import SettingsTable


@pytest.fixture(scope="session")
def published(shared_dir: Path) -> SettingsTable:
    return read_safe(shared_dir / "data" / "safe" / "SAFEEqualiserUserData.csv")


def test_params_are_read_in_order(
    tmp_path: Path, made_up_rows: Callable[..., Any], write_csv: Callable[..., Path]
) -> None:
    rows = made_up_rows(3)
    table = read_safe(write_csv(tmp_path / "a.csv", rows))
    np.testing.assert_array_equal(table.params, np.array([r[5:18] for r in rows], dtype=float))
    assert table.ids.tolist() == [1, 2, 3]


def test_header_is_skipped(
    tmp_path: Path, made_up_rows: Callable[..., Any], write_csv: Callable[..., Path]
) -> None:
    rows = made_up_rows(3)
    header = ["id", "descriptor", "address", "in", "out", *PARAM_NAMES, *"abcdef", "hash"]
    with_header = read_safe(write_csv(tmp_path / "a.csv", [header, *rows]))
    np.testing.assert_array_equal(
        with_header.params, read_safe(write_csv(tmp_path / "b.csv", rows)).params
    )


def test_addresses_become_names_in_order_of_appearance(
    tmp_path: Path, made_up_rows: Callable[..., Any], write_csv: Callable[..., Path]
) -> None:
    rows = made_up_rows(3)
    for row, address in zip(rows, ("10.0.0.7", "fe80::1", "10.0.0.7"), strict=True):
        row[2] = address
    table = read_safe(write_csv(tmp_path / "a.csv", rows))
    assert table.contributors.tolist() == ["contributor-001", "contributor-002", "contributor-001"]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        (0, "x", "row 2, column 0: expected a whole number, got 'x'"),
        (0, "1", "row 2, column 0: entry id 1 was seen in row 1"),
        (1, "  ", "row 2, column 1: the descriptor is empty"),
        (2, "", "row 2, column 2: the contributor is empty"),
        (5, "loud", "row 2, column 5: low_shelf_gain_db: expected a number, got 'loud'"),
        (5, "nan", "row 2, column 5: low_shelf_gain_db: expected a number, got 'nan'"),
        (5, "12.5", "row 2, column 5: low_shelf_gain_db: expected -12 to 12, got 12.5"),
        (6, "19", "row 2, column 6: low_shelf_freq_hz: expected 20 to 20000, got 19"),
        (9, "0", "row 2, column 9: peak1_q: expected 0.1 to 10, got 0"),
        (17, "inf", "row 2, column 17: high_shelf_freq_hz: expected a number, got 'inf'"),
    ],
)
def test_malformed_field_is_named(
    tmp_path: Path,
    column: int,
    value: str,
    message: str,
    made_up_rows: Callable[..., Any],
    write_csv: Callable[..., Path],
) -> None:
    rows = made_up_rows(3)
    rows[1][column] = value
    with pytest.raises(DataError, match=re.escape(message)):
        read_safe(write_csv(tmp_path / "a.csv", rows))


def test_wrong_number_of_columns_is_named(
    tmp_path: Path, made_up_rows: Callable[..., Any], write_csv: Callable[..., Path]
) -> None:
    rows = made_up_rows(3)
    rows[2].append("")
    with pytest.raises(DataError, match="row 3: expected 25 columns, got 26"):
        read_safe(write_csv(tmp_path / "a.csv", rows))


def test_empty_missing_and_binary_files_are_refused(
    tmp_path: Path, write_csv: Callable[..., Path]
) -> None:
    with pytest.raises(DataError, match="holds no rows"):
        read_safe(write_csv(tmp_path / "a.csv", []))
    with pytest.raises(DataError, match="cannot be read"):
        read_safe(tmp_path / "nowhere.csv")
    (tmp_path / "b.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(DataError, match="cannot be read"):
        read_safe(tmp_path / "b.csv")


def test_published_file_holds_what_its_description_says(published: SettingsTable) -> None:
    assert len(published) == 1_700
    assert len(set(published.contributors.tolist())) == 148
    assert len(set(published.words.tolist())) == 368
    gains = published.params[:, list(GAIN_COLUMNS)]
    freqs = published.params[:, list(FREQ_COLUMNS)]
    q = published.params[:, list(Q_COLUMNS)]
    assert (gains.min(), gains.max()) == (-12, 12)
    assert (freqs.min(), freqs.max()) == (22, 20_000)
    assert (q.min(), q.max()) == pytest.approx((0.1, 10))


def test_published_words_count_as_described(published: SettingsTable) -> None:
    words = [word.strip().lower() for word in published.words.tolist()]
    counts = {word: words.count(word) for word in set(words)}
    described = {
        "warm": 532, "bright": 504, "test": 181, "clear": 8, "thin": 7, "boomy": 7, "re27": 7,
        "vocals": 6, "airy": 6, "tinny": 5, "muddy": 5, "deep": 5, "brighter": 5, "full": 5,
    }  # fmt: skip
    assert {word: counts[word] for word in described} == described
    assert all(count < 5 for word, count in counts.items() if word not in described)


def test_four_contributors_hold_most_of_warm_and_bright(published: SettingsTable) -> None:
    words = np.array([word.strip().lower() for word in published.words.tolist()])
    people = published.contributors[np.isin(words, ("warm", "bright"))]
    _, counts = np.unique(people, return_counts=True)
    assert np.sort(counts)[-4:].sum() / len(people) == pytest.approx(0.82, abs=0.005)
    first = published.select(published.contributors == "contributor-001")
    assert np.char.lower(np.char.strip(first.words)).tolist().count("warm") == 200
