"""SAFE-DB's companion file: features of the sound before and after the equalizer.

Layout as published: entry id, ``unprocessed`` or ``processed``, then 80 features; two rows
for each entry.
"""

from __future__ import annotations

import csv
from dataclasses import replace
from os import PathLike
from pathlib import Path

import numpy as np

from semeq.errors import DataError
from semeq.train.data.table import Float64Array, SettingsTable

N_FEATURES = 80
STATES = ("unprocessed", "processed")


def read_audio_features(path: str | PathLike[str]) -> dict[int, Float64Array]:
    """Read the feature file.

    Returns
    -------
    dict of int to ndarray, shape (2, 80)
        Features of each entry id, unprocessed then processed; NaN for a missing state.

    Raises
    ------
    DataError
        If the file is missing or a row differs from the layout.
    """
    path = Path(path)
    features: dict[int, Float64Array] = {}
    seen: set[tuple[int, str]] = set()
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            for row_number, row in enumerate(csv.reader(stream), start=1):
                if not row or (row_number == 1 and not row[0].strip().isdigit()):
                    continue
                where = f"{path}, row {row_number}"
                entry, state, values = _parse(row, where)
                if (entry, state) in seen:
                    raise DataError(f"{where}: a second {state} row of entry {entry}")
                seen.add((entry, state))
                pair = features.setdefault(entry, np.full((len(STATES), N_FEATURES), np.nan))
                pair[STATES.index(state)] = values
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} cannot be read as UTF-8 CSV: {error}") from error
    return features


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
