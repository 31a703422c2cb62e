"""SAFE-DB's companion file: features of the sound before and after the equalizer.

Layout as published: entry id, ``unprocessed`` or ``processed``, then 80 features; two rows
for each entry. The files of the other effects have rows with empty fields, so a blank is no error.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from os import PathLike
from pathlib import Path

import numpy as np

from semeq.errors import DataError
from semeq.train.data.records import Checked
from semeq.train.data.table import Float64Array, SettingsTable

N_FEATURES = 80
STATES = ("unprocessed", "processed")


def read_audio_features(path: str | PathLike[str]) -> Checked[dict[int, Float64Array]]:
    """Read the feature file; a row with a blank is left out and counted.

    Parameters
    ----------
    path : path-like
        ``SAFEEqualiserAudioFeatureData.csv``, with or without a header.

    Returns
    -------
    Checked of dict of int to ndarray, shape (2, 80)
        Features of each entry id, unprocessed then processed, NaN for a missing state; and the
        row and columns of each blank.

    Raises
    ------
    DataError
        If the file is missing, or a row differs from the layout otherwise.

    Examples
    --------
    >>> read_audio_features("SAFEEqualiserAudioFeatureData.csv").reasons()  # doctest: +SKIP
    '1 rows left out: row 7: column 12 is blank'
    """
    path = Path(path)
    skipped = []
    features: dict[int, Float64Array] = {}
    seen: set[tuple[int, str]] = set()
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            for row_number, row in enumerate(csv.reader(stream), start=1):
                if not row or (row_number == 1 and _is_header(row)):
                    continue
                where = f"{path}, row {row_number}"
                blank = _blank_columns(row)
                if blank and len(row) == N_FEATURES + 2:
                    skipped.append(f"row {row_number}: {blank}")
                    continue
                entry, state, values = _parse(row, where)
                if (entry, state) in seen:
                    raise DataError(f"{where}: a second {state} row of entry {entry}")
                seen.add((entry, state))
                pair = features.setdefault(entry, np.full((len(STATES), N_FEATURES), np.nan))
                pair[STATES.index(state)] = values
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} cannot be read as UTF-8 CSV: {error}") from error
    return Checked(features, tuple(skipped))


def join_features(table: SettingsTable, features: dict[int, Float64Array]) -> SettingsTable:
    """Add features to a table by entry id; rows without any get NaN.

    Raises
    ------
    DataError
        If no id of the table has features, which means the files do not belong together.
    """
    if not features.keys() & set(table.ids.tolist()):
        raise DataError("no entry id of the audio features occurs in the user data")
    missing = np.full((len(STATES), N_FEATURES), np.nan)
    joined = np.stack([features.get(entry, missing) for entry in table.ids.tolist()])
    return replace(table, audio_features=joined)


def _parse(row: list[str], where: str) -> tuple[int, str, list[float]]:
    if len(row) != N_FEATURES + 2:
        raise DataError(f"{where}: expected {N_FEATURES + 2} columns, got {len(row)}")
    state = row[1].strip().lower()
    if state not in STATES:
        raise DataError(f"{where}, column 1: expected {' or '.join(STATES)}, got {row[1]!r}")
    try:
        return int(row[0]), state, [float(value) for value in row[2:]]
    except ValueError as error:
        raise DataError(f"{where}: {error}") from error


def _blank_columns(row: list[str]) -> str:
    columns = [str(i) for i, field in enumerate(row) if not field.strip()]
    if len(columns) <= 1:
        return f"column {columns[0]} is blank" if columns else ""
    return f"{len(columns)} columns are blank, the first is {columns[0]}"


def _is_header(row: list[str]) -> bool:
    first = row[0].strip()
    return bool(first) and not first.isdigit()
