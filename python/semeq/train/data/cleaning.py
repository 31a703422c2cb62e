"""Clean SAFE-DB step by step, counting what each step changes and removes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from semeq.train.data.filters import CleaningReport, CleaningStep, drop_rows, is_rare, repeats
from semeq.train.data.table import SettingsTable

_FLAT_DB = 0.01
_DUPLICATE_DECIMALS = 3


@cache
def word_table() -> tuple[dict[str, str], frozenset[str]]:
    """Return the reviewed spellings (spelling to word) and the non-words."""
    text = (files("semeq.train.data") / "safe_words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return table["spellings"], frozenset(table["non_words"]["words"])


def merge_spellings(words: Iterable[str]) -> list[str]:
    """Return words in lower case, spaces tidied, spellings merged.

    Examples
    --------
    >>> merge_spellings([" Brighter", "warm"])
    ['bright', 'warm']
    """
    spellings, _ = word_table()
    return [spellings.get(word, word) for word in map(_lower, words)]


def clean(table: SettingsTable, *, min_examples: int = 1) -> tuple[SettingsTable, CleaningReport]:
    """Normalize words, merge spellings, drop what teaches nothing.

    Parameters
    ----------
    table : SettingsTable
        As read.
    min_examples : int, default 1
        Keep only words with at least this many rows.

    Returns
    -------
    table : SettingsTable
        What is left, in the original order.
    report : CleaningReport
        Counts of each step.

    Raises
    ------
    DataError
        If nothing is left.
    """
    n_read = len(table)
    _, non_words = word_table()
    lowered = np.array([_lower(word) for word in table.words.tolist()])
    merged = np.array(merge_spellings(table.words.tolist()))
    changes = (
        _changed("lower-case and strip", table.words, lowered),
        _changed("merge spellings", lowered, merged),
    )
    table, removals = drop_rows(
        table.with_words(merged),
        {
            "drop non-words": lambda t: np.isin(t.words, list(non_words)),
            "drop flat settings": is_flat,
            "drop duplicates": is_duplicate,
            f"drop words below {min_examples} examples": lambda t: is_rare(t.words, min_examples),
        },
    )
    return table, CleaningReport(n_read, changes + removals)


def is_flat(table: SettingsTable) -> npt.NDArray[np.bool_]:
    """Mask of rows whose every gain is within 0.01 dB of 0."""
    flat: npt.NDArray[np.bool_] = np.asarray((np.abs(table.gains_db) < _FLAT_DB).all(axis=1))
    return flat


def is_duplicate(table: SettingsTable) -> npt.NDArray[np.bool_]:
    """Mask of rows that repeat an earlier row: same word, same settings to three decimals.

    Also across contributors: a preset passed on is one opinion, and must not lie on both sides
    of a split.
    """
    return repeats(table.words, table.params, _DUPLICATE_DECIMALS)


def _lower(word: str) -> str:
    return " ".join(word.lower().split())


def _changed(name: str, before: npt.NDArray[np.str_], after: npt.NDArray[np.str_]) -> CleaningStep:
    return CleaningStep(name, int((before != after).sum()), 0, len(after))
