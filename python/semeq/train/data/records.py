"""Rows of a data file: each checked, and refused or left out with its number."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

from semeq.errors import DataError

Bad = Literal["raise", "skip"]
Data = TypeVar("Data")
Row = TypeVar("Row")

_MAX_GAIN = 100.0


@dataclass(frozen=True, slots=True)
class Checked(Generic[Data]):
    """Data, and why what is missing from them was left out.

    Attributes
    ----------
    data : object
        What was read.
    skipped : tuple of str
        One message for each row that was left out.
    """

    data: Data
    skipped: tuple[str, ...] = ()

    def reasons(self, n: int = 5) -> str:
        """Say how many rows were left out, with the first `n` reasons."""
        said = f"{len(self.skipped)} rows left out"
        shown = "; ".join(self.skipped[:n])
        more = "; ..." if len(self.skipped) > n else ""
        return f"{said}: {shown}{more}" if shown else said


def collect(
    rows: Iterable[Any],
    read: Callable[[Any], Row],
    path: Path,
    unit: str,
    on_bad: Bad,
    *,
    first: int = 1,
) -> tuple[list[Row], tuple[str, ...]]:
    """Read each row and count it; one that differs is an error, or left out.

    Parameters
    ----------
    rows : iterable
        As the file holds them.
    read : callable
        Row to what it means; raises DataError for a row that differs.
    path : Path
        Of the file, for errors.
    unit : str
        What errors call a row.
    on_bad : {"raise", "skip"}
        What to do with a row that differs.
    first : int, default 1
        Number of the first row.

    Returns
    -------
    good : list
        What `read` returned.
    skipped : tuple of str
        One message for each row that was left out.

    Raises
    ------
    DataError
        If a row differs and `on_bad` is ``"raise"``, or nothing is left.
    """
    if on_bad not in {"raise", "skip"}:
        raise DataError(f"on_bad must be 'raise' or 'skip', got {on_bad!r}")
    good, skipped = [], []
    for number, row in enumerate(rows, start=first):
        try:
            good.append(read(row))
        except DataError as error:
            if on_bad == "raise":
                raise DataError(
                    f"{path}, {unit} {number}: {error} "
                    "(--skip-bad, or on_bad='skip', leaves such rows out)"
                ) from None
            skipped.append(f"{unit} {number}: {error}")
    if not good:
        raise DataError(f"{path} holds no usable {unit}" + (f": {skipped[0]}" if skipped else ""))
    return good, tuple(skipped)


def check_text(name: str, value: Any) -> str:
    """Return a word in lower case and composed form, spaces tidied.

    Raises
    ------
    DataError
        If it is not a string, is empty, or was decoded with the wrong encoding.
    """
    if not isinstance(value, str):
        raise DataError(f"{name} must be a string, got {value!r}")
    word = unicodedata.normalize("NFC", " ".join(value.casefold().split()))
    if not word:
        raise DataError(f"{name} is empty")
    # UTF-8 read as Latin-1 leaves Ã or Â before another sign; a failed decoder leaves U+FFFD.
    if "\ufffd" in word or any(
        mark in word for mark in ("ã\xad", "ã³", "ã¡", "ã©", "ãº", "ã±", "â\x80")
    ):
        raise DataError(f"{name} {value!r} was written in another encoding than UTF-8")
    return word


def check_gains(name: str, values: Any, n_bands: int) -> list[float]:
    """Return gains as floats.

    Parameters
    ----------
    name : str
        What errors call them.
    values : sequence of float
        The gains.
    n_bands : int
        How many there must be.

    Raises
    ------
    DataError
        If there are not `n_bands`, or one is not a finite number of plausible size.
    """
    if values is None or isinstance(values, str) or not hasattr(values, "__len__"):
        raise DataError(f"{name} must hold {n_bands} gains, got {values!r}")
    if len(values) != n_bands:
        raise DataError(f"{name} must hold {n_bands} gains, got {len(values)}")
    gains = []
    for i, value in enumerate(values, start=1):
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise DataError(f"{name}, gain {i}: expected a number, got {value!r}")
        if not (math.isfinite(value) and abs(value) <= _MAX_GAIN):
            raise DataError(f"{name}, gain {i}: expected a finite number, got {value!r}")
        gains.append(float(value))
    return gains


def check_correlation(name: str, value: Any) -> float:
    """Return a correlation as a float.

    Raises
    ------
    DataError
        If it is no number in [-1, 1].
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 1.0:
        raise DataError(f"{name} must be in [-1, 1], got {value!r}")
    return float(value)


def word_report(words: Iterable[str], counts: Iterable[int]) -> dict[str, Any]:
    """Say how evenly examples are spread over words.

    Returns
    -------
    dict
        ``words``, ``examples``; shares of words with one, below 5 and with at least 30
        examples; the share of examples that the ten most frequent words hold, and those
        words (``most_frequent``).
    """
    total: Counter[str] = Counter()
    for word, count in zip(words, counts, strict=True):
        total[word] += count
    n_words, n_examples = len(total), sum(total.values())
    per_word = list(total.values())
    frequent = total.most_common(10)
    return {
        "words": n_words,
        "examples": n_examples,
        "share_of_words_with_1": sum(n == 1 for n in per_word) / n_words,
        "share_of_words_below_5": sum(n < 5 for n in per_word) / n_words,
        "share_of_words_from_30": sum(n >= 30 for n in per_word) / n_words,
        "share_of_examples_in_top_10": sum(n for _, n in frequent) / n_examples,
        "most_frequent": dict(frequent),
    }
