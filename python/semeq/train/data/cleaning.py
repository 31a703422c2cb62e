"""Clean SAFE-DB step by step, counting what each step changes and removes."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from semeq.errors import DataError
from semeq.train.data.table import SettingsTable

_FLAT_DB = 0.01
_DUPLICATE_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class CleaningStep:
    """What one step did: rows it changed, rows it removed, rows left."""

    name: str
    n_changed: int
    n_removed: int
    n_left: int


@dataclass(frozen=True, slots=True)
class CleaningReport:
    """The steps in order."""

    n_read: int
    steps: tuple[CleaningStep, ...]

    def as_counts(self) -> dict[str, int]:
        """Return the counts as one flat mapping, for metadata and logs."""
        counts = {"read": self.n_read}
        for step in self.steps:
            counts[step.name] = step.n_removed or step.n_changed
        counts["left"] = self.steps[-1].n_left
        return counts


@cache
def word_table() -> tuple[dict[str, str], frozenset[str]]:
    """Return the reviewed spellings (spelling to word) and the non-words."""
    text = (files("semeq.train.data") / "safe_words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return table["spellings"], frozenset(table["non_words"]["words"])


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
    n_read, steps = len(table), []
    spellings, non_words = word_table()
    lowered = np.array([" ".join(word.lower().split()) for word in table.words.tolist()])
    merged = np.array([spellings.get(word, word) for word in lowered.tolist()])
    steps.append(_changed("lower-case and strip", table.words, lowered))
    steps.append(_changed("merge spellings", lowered, merged))
    table = table.with_words(merged)
    filters: tuple[tuple[str, Callable[[SettingsTable], npt.NDArray[np.bool_]]], ...] = (
        ("drop non-words", lambda t: np.isin(t.words, list(non_words))),
        ("drop flat settings", is_flat),
        ("drop duplicates", is_duplicate),
        (f"drop words below {min_examples} examples", lambda t: _is_rare(t, min_examples)),
    )
    for name, find in filters:
        drop = find(table)
        table = table.select(~drop)
        steps.append(CleaningStep(name, 0, int(drop.sum()), len(table)))
    if not len(table):
        raise DataError(f"cleaning left none of {n_read} rows (min_examples={min_examples})")
    return table, CleaningReport(n_read, tuple(steps))


def is_flat(table: SettingsTable) -> npt.NDArray[np.bool_]:
    """Mask of rows whose every gain is within 0.01 dB of 0."""
    flat: npt.NDArray[np.bool_] = np.asarray((np.abs(table.gains_db) < _FLAT_DB).all(axis=1))
    return flat


def is_duplicate(table: SettingsTable) -> npt.NDArray[np.bool_]:
    """Mask of rows that repeat an earlier row: same word, same settings to three decimals.

    Also across contributors: a preset passed on is one opinion, and must not lie on both sides
    of a split.
    """
    seen: set[tuple[str, bytes]] = set()
    duplicate = np.zeros(len(table), dtype=bool)
    rounded = np.round(table.params, _DUPLICATE_DECIMALS) + 0.0  # -0.0 becomes 0.0
    for i, word in enumerate(table.words.tolist()):
        key = (word, rounded[i].tobytes())
        duplicate[i] = key in seen
        seen.add(key)
    return duplicate


def _is_rare(table: SettingsTable, min_examples: int) -> npt.NDArray[np.bool_]:
    counts = table.word_counts()
    return np.array([counts[word] < min_examples for word in table.words.tolist()], dtype=bool)


def _changed(name: str, before: npt.NDArray[np.str_], after: npt.NDArray[np.str_]) -> CleaningStep:
    return CleaningStep(name, int((before != after).sum()), 0, len(after))
