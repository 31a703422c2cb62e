"""The raw file of SocialFX, ``eq_contributions.csv``.

It has 44 fields under 43 names: the word's column has no name, so that ``descriptor`` stands over
the language and every later name one field too early.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ as CENTERS_HZ
from semeq.errors import DataError
from semeq.train.data.graphic_table import Session
from semeq.train.data.languages import language_code
from semeq.train.data.records import check_correlation, check_gains, check_text

CSV_HEADER = (
    "descriptor",
    "audio_id",
    "ratings_consistency",
    *(f"RSC_{round(hz)}Hz_band" for hz in CENTERS_HZ),
)
"""The 43 names of the published CSV; its rows have one field more, the word, before them."""

FIRST_ROW = 2
"""The header is row 1."""

_N_FIELDS = len(CSV_HEADER) + 1


def csv_rows(content: bytes, path: Path) -> Iterator[tuple[int, list[str]]]:
    """Return the rows of the raw CSV with their numbers; the header is row 1.

    Parameters
    ----------
    content : bytes
        Of the file.
    path : Path
        Of the file, for errors.

    Raises
    ------
    DataError
        If it is not UTF-8 CSV, or its header is another.
    """
    try:
        text = content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path} cannot be read as UTF-8 CSV: {error}") from error
    header = tuple(rows[0]) if rows else ()
    if header != CSV_HEADER:
        raise DataError(
            f"{path} is not the raw CSV of SocialFX: its header must have the {len(CSV_HEADER)} "
            f"names {CSV_HEADER[0]}, {CSV_HEADER[1]}, ..., {CSV_HEADER[-1]}, "
            f"got {len(header)}: {', '.join(header[:3])}{', ...' if len(header) > 3 else ''}"
        )
    while not rows[-1]:  # empty lines at the end
        rows.pop()
    return enumerate(rows[1:], start=FIRST_ROW)


def csv_session(row: tuple[int, list[str]]) -> Session:
    """Return what a row of the CSV says.

    Raises
    ------
    DataError
        If it differs from the layout.
    """
    number, fields = row
    if len(fields) != _N_FIELDS:
        raise DataError(f"expected {_N_FIELDS} fields, got {len(fields)}")
    word = check_text("the word (column 0)", fields[0])
    language = language_code(fields[1])
    consistency = check_correlation(
        "ratings_consistency", _number("ratings_consistency (column 3)", fields[3])
    )
    values = [_number(f"column {i}", text) for i, text in enumerate(fields[4:], start=4)]
    gains = check_gains("columns 4 to 43", values, len(CENTERS_HZ))
    return Session(f"row-{number:04d}", word, language, gains, consistency)


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise DataError(f"{name}: expected a number, got {text!r}") from None
