"""The published file of SocialFX, Parquet, which has the rows of the raw one.

Language and consistency stand in ``extra``, which is the text of a Python literal, or JSON.
"""

from __future__ import annotations

import ast
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ as CENTERS_HZ
from semeq.errors import DataError
from semeq.train.data.graphic_table import Session
from semeq.train.data.languages import guess_language, language_code
from semeq.train.data.records import check_correlation, check_gains, check_text

COLUMNS = ("id", "text", "param_keys", "param_values")
"""Those it must have; ``extra`` may be missing."""

_MAX_EXTRA_CHARS = 1_000  # a literal nested deeply enough exhausts Python's parser


def parquet_rows(content: bytes, path: Path) -> Iterator[dict[str, Any]]:
    """Return the rows of the Parquet file.

    Parameters
    ----------
    content : bytes
        Of the file.
    path : Path
        Of the file, for errors.

    Raises
    ------
    DataError
        If it is not Parquet, or lacks a column.
    """
    import pyarrow as pa  # noqa: PLC0415 (tens of megabytes, for this file format alone)
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table = pq.read_table(pa.BufferReader(content))
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path} cannot be read as Parquet: {error}") from error
    missing = [name for name in COLUMNS if name not in table.column_names]
    if missing:
        raise DataError(
            f"{path} lacks the columns {', '.join(missing)}; it has {', '.join(table.column_names)}"
        )
    return (row for batch in table.to_batches(max_chunksize=1_024) for row in batch.to_pylist())


def parquet_session(row: dict[str, Any]) -> Session:
    """Return what a row of the Parquet file says; a language it does not name is guessed.

    Raises
    ------
    DataError
        If it differs from the layout.
    """
    word = check_text("text", row["text"])
    keys = row["param_keys"]
    if keys is None or isinstance(keys, str) or len(keys) != len(CENTERS_HZ):
        n_keys = 0 if keys is None else len(keys)
        raise DataError(f"param_keys must name {len(CENTERS_HZ)} bands, got {n_keys}")
    gains = check_gains("param_values", row["param_values"], len(CENTERS_HZ))
    extra = parse_extra(row.get("extra"))
    tag = extra.get("lang") or extra.get("language")
    language = language_code(tag) if tag else guess_language(word)
    said = extra.get("ratings_consistency")
    consistency = math.nan if said is None else check_correlation("ratings_consistency", said)
    return Session(str(row["id"]), word, language, gains, consistency)


def parse_extra(extra: Any) -> dict[str, Any]:
    """Return what ``extra`` holds: a mapping, or one written as JSON or as a Python literal.

    Nothing of it is executed.

    Parameters
    ----------
    extra : mapping, str or None
        As the file has it; None and empty text say nothing.

    Raises
    ------
    DataError
        If it is something else.

    Examples
    --------
    >>> parse_extra("{'lang': 'English', 'ratings_consistency': 0.797}")
    {'lang': 'English', 'ratings_consistency': 0.797}
    >>> parse_extra('{"lang": null}')
    {'lang': None}
    """
    if extra is None or (isinstance(extra, str) and not extra.strip()):
        return {}
    if isinstance(extra, str):
        extra = _literal(extra.strip())
    if not isinstance(extra, dict):
        raise DataError(f"extra must be a mapping, got {extra!r}")
    return extra


def _literal(text: str) -> Any:
    if len(text) > _MAX_EXTRA_CHARS:
        raise DataError(
            f"extra must have at most {_MAX_EXTRA_CHARS:,} characters, has {len(text):,}"
        )
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass  # the published file has Python's quotes
    try:
        return ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        shown = text if len(text) <= 60 else f"{text[:60]}..."
        raise DataError(f"extra is neither JSON nor a Python literal: {shown!r}") from None
