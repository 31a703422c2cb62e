"""Read SAFE-DB as published: parametric-EQ user data, and its audio features.

R. Stables et al., "SAFE: A system for the extraction and retrieval of semantic audio
descriptors", ISMIR 2014. Column 2 holds the contributors' network addresses: it becomes an
opaque name while a row is read. Columns 18-23 (genre, instrument, place, experience, age,
language) describe people and are never kept, nor shown in an error.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

import numpy as np

from semeq.eq.params import FREQ_COLUMNS, N_PARAMS, PARAM_NAMES, Q_COLUMNS
from semeq.errors import DataError
from semeq.train.data.audio_features import join_features, read_audio_features
from semeq.train.data.table import SettingsTable

NAME = "SAFE-DB"
N_COLUMNS = 25
FIRST_PARAM_COLUMN = 5
_GAIN_RANGE_DB = (-12.0, 12.0)
_FREQ_RANGE_HZ = (20.0, 20_000.0)
_Q_RANGE = (0.1, 10.0)
_TOLERANCE = 1e-5  # the plug-in wrote float32


def read_safe(
    path: str | PathLike[str],
    *,
    include_audio: bool = False,
    audio_path: str | PathLike[str] | None = None,
) -> SettingsTable:
    """Read the published 25-column CSV, with or without a header.

    Parameters
    ----------
    path : path-like
        ``SAFEEqualiserUserData.csv``.
    include_audio : bool, default False
        Join the audio features by entry id.
    audio_path : path-like, optional
        ``SAFEEqualiserAudioFeatureData.csv``; by default beside `path`.

    Returns
    -------
    SettingsTable
        All rows as published, words untouched, contributors named
        ``contributor-NNN`` in order of appearance.

    Raises
    ------
    DataError
        If the file is missing, or a row differs from the layout; the message names row and
        column.

    Examples
    --------
    >>> read_safe("SAFEEqualiserUserData.csv").params.shape  # doctest: +SKIP
    (1700, 13)
    """
    path = Path(path)
    names: dict[str, str] = {}
    ids: dict[int, int] = {}
    words, contributors, params = [], [], []
    for row_number, row in _rows(path):
        entry = _integer(row[0], path, row_number, 0)
        if entry in ids:
            raise _error(path, row_number, 0, f"entry id {entry} was seen in row {ids[entry]}")
        ids[entry] = row_number
        if not row[1].strip():
            raise _error(path, row_number, 1, "the descriptor is empty")
        address = row[2].strip()
        if not address:
            raise _error(path, row_number, 2, "the contributor is empty")
        names.setdefault(address, f"contributor-{len(names) + 1:03d}")
        words.append(row[1])
        contributors.append(names[address])
        params.append(
            [_param(row[FIRST_PARAM_COLUMN + i], path, row_number, i) for i in range(N_PARAMS)]
        )
    if not ids:
        raise DataError(f"{path} holds no rows")
    table = SettingsTable(
        np.fromiter(ids, dtype=np.int64), np.array(words), np.array(contributors), np.array(params)
    )
    if not include_audio:
        return table
    audio_path = audio_path or path.with_name("SAFEEqualiserAudioFeatureData.csv")
    return join_features(table, read_audio_features(audio_path))


def _rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (row number from 1, fields) of the data rows; a header and empty lines are left out."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            for row_number, row in enumerate(csv.reader(stream), start=1):
                if not row or (row_number == 1 and _is_header(row)):
                    continue
                if len(row) != N_COLUMNS:
                    raise DataError(
                        f"{path}, row {row_number}: expected {N_COLUMNS} columns, got {len(row)}"
                    )
                yield row_number, row
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} cannot be read as UTF-8 CSV: {error}") from error


def _is_header(row: list[str]) -> bool:
    """Whether no field that must be a number is one."""
    fields = [row[0], *row[FIRST_PARAM_COLUMN : FIRST_PARAM_COLUMN + N_PARAMS]]
    return all(_number(field) is None for field in fields)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _integer(text: str, path: Path, row_number: int, column: int) -> int:
    try:
        return int(text)
    except ValueError as error:
        raise _error(path, row_number, column, f"expected a whole number, got {text!r}") from error


def _param(text: str, path: Path, row_number: int, index: int) -> float:
    column = FIRST_PARAM_COLUMN + index
    value = _number(text)
    if value is None or not math.isfinite(value):
        raise _error(
            path, row_number, column, f"{PARAM_NAMES[index]}: expected a number, got {text!r}"
        )
    low, high = _range_of(index)
    slack = _TOLERANCE * high
    if not low - slack <= value <= high + slack:
        raise _error(
            path,
            row_number,
            column,
            f"{PARAM_NAMES[index]}: expected {low:g} to {high:g}, got {value:g}",
        )
    return min(max(value, low), high)


def _range_of(index: int) -> tuple[float, float]:
    if index in FREQ_COLUMNS:
        return _FREQ_RANGE_HZ
    return _Q_RANGE if index in Q_COLUMNS else _GAIN_RANGE_DB


def _error(path: Path, row_number: int, column: int, message: str) -> DataError:
    return DataError(f"{path}, row {row_number}, column {column}: {message}")
