"""Read SAFE-DB as published: parametric-EQ user data, and its audio features.

R. Stables et al., "SAFE: A system for the extraction and retrieval of semantic audio
descriptors", ISMIR 2014. Column 2 holds the contributors' network addresses: it becomes an
opaque name while a row is read. Columns 18-23 (genre, instrument, place, experience, age,
language) describe people and are never kept, nor shown in an error: 20-23 are not used, 18 and 19
are compared as hashes while loading, where they tell people behind one address apart.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator
from os import PathLike
from pathlib import Path

import numpy as np

from semeq.eq.params import FREQ_COLUMNS, N_PARAMS, PARAM_NAMES, Q_COLUMNS
from semeq.errors import DataError, ParameterError
from semeq.train.data.audio_features import join_features, read_audio_features
from semeq.train.data.cleaning import clean, merge_spellings
from semeq.train.data.dataset import Dataset
from semeq.train.data.download import download_file
from semeq.train.data.people import name_people, opaque
from semeq.train.data.records import Bad, Checked
from semeq.train.data.table import SettingsTable

NAME = "SAFE-DB"
FILE_NAME = "SAFEEqualiserUserData.csv"
SHA256 = "cc43858680115070ffdfa41a1158fca1344db2e0096ba73fe68990e90a284af1"
_SNAPSHOT = "20200122215408"
URL = f"https://web.archive.org/web/{_SNAPSHOT}id_/http://dmtlab.bcu.ac.uk/SAFE/data/{FILE_NAME}"
N_COLUMNS = 25
FIRST_PARAM_COLUMN = 5
_CLUE_COLUMNS = (18, 19)
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
        Join the audio features by entry id; rows without any, or with a blank among them, get NaN.
    audio_path : path-like, optional
        ``SAFEEqualiserAudioFeatureData.csv``; by default beside `path`.

    Returns
    -------
    SettingsTable
        All rows as published, words untouched, contributors (addresses) named
        ``contributor-NNN`` in order of appearance, people ``contributor-NNN-person-NN``.

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
    words, contributors, params, clues = [], [], [], []
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
        clues.append((opaque(row[_CLUE_COLUMNS[0]]), opaque(row[_CLUE_COLUMNS[1]])))
        params.append(
            [_param(row[FIRST_PARAM_COLUMN + i], path, row_number, i) for i in range(N_PARAMS)]
        )
    if not ids:
        raise DataError(f"{path} holds no rows")
    table = SettingsTable(
        ids=np.fromiter(ids, dtype=np.int64),
        words=np.array(words),
        contributors=np.array(contributors),
        people=name_people(list(ids), contributors, merge_spellings(words), clues),
        params=np.array(params),
        source=NAME,
    )
    if not include_audio:
        return table
    audio_path = audio_path or path.with_name("SAFEEqualiserAudioFeatureData.csv")
    return join_features(table, read_audio_features(audio_path).data)


def download_safe(output: Path) -> Path:
    """Download SAFE-DB from the Internet Archive, unless it is there, and check its SHA-256.

    Raises
    ------
    DataError
        If it cannot be had, or what came is not the published file.
    """
    return download_file(NAME, URL, sha256=SHA256, output=output)


def _read(path: Path, *, on_bad: Bad = "raise") -> Checked[SettingsTable]:
    if on_bad != "raise":
        raise ParameterError(f"{NAME} is read whole or not at all: leave out skip_bad")
    return Checked(read_safe(path))


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


DATASET = Dataset(
    name="safe",
    title="SAFE-DB parametric EQ user data",
    license="Weights: Apache-2.0, as semeq. Trained on SAFE-DB (R. Stables et al., ISMIR 2014), "
    "which was published without a stated license; the artifact holds no row of it.",
    space="five-bands",
    read=_read,
    clean=clean,
    download=download_safe,
    default_preset="isometric",
    tells_people_apart=True,
)
