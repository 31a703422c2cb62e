"""Drop rows step by step, and count what each step removes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, Self, TypeVar

import numpy as np
import numpy.typing as npt

from semeq.errors import DataError
from semeq.train.data.table import Float64Array, StrArray

Mask = npt.NDArray[np.bool_]


class Rows(Protocol):
    """A table of rows that a mask selects."""

    def __len__(self) -> int: ...

    def select(self, rows: npt.NDArray[Any], /) -> Self:
        """Return the rows that a mask names."""


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


Table = TypeVar("Table", bound=Rows)


def drop_rows(
    table: Table, filters: Mapping[str, Callable[[Table], Mask]]
) -> tuple[Table, tuple[CleaningStep, ...]]:
    """Drop what each filter marks of the rows that those before it left.

    Parameters
    ----------
    table : Rows
        As read.
    filters : mapping of str to callable
        Names of steps, and what marks the rows to drop, in order.

    Returns
    -------
    table : Rows
        What is left, in the original order.
    steps : tuple of CleaningStep
        One for each filter.

    Raises
    ------
    DataError
        If nothing is left.
    """
    n_before, steps = len(table), []
    for name, find in filters.items():
        drop = find(table)
        table = table.select(~drop)
        steps.append(CleaningStep(name, 0, int(drop.sum()), len(table)))
    if not len(table):
        counts = ", ".join(f"{step.name}: {step.n_removed}" for step in steps)
        raise DataError(f"cleaning left none of {n_before} rows ({counts})")
    return table, tuple(steps)


def repeats(words: StrArray, values: Float64Array, decimals: int) -> Mask:
    """Mask of rows with the word and the values, rounded, of an earlier row.

    Parameters
    ----------
    words : ndarray of str, shape (n,)
        The words.
    values : ndarray, shape (n, n_values)
        Settings or gains.
    decimals : int
        To which values are rounded before they are compared.
    """
    seen: set[tuple[str, bytes]] = set()
    mask = np.zeros(len(words), dtype=bool)
    rounded = np.round(values, decimals) + 0.0  # -0.0 becomes 0.0
    for i, word in enumerate(words.tolist()):
        key = (word, rounded[i].tobytes())
        mask[i] = key in seen
        seen.add(key)
    return mask


def is_rare(words: StrArray, min_examples: int) -> Mask:
    """Mask of rows whose word has fewer rows than that.

    Parameters
    ----------
    words : ndarray of str, shape (n,)
        The words.
    min_examples : int
        Rows that a word must have.
    """
    names, counts = np.unique(words, return_counts=True)
    return np.isin(words, names[counts < min_examples])
