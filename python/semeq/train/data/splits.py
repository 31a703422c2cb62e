"""Splits that keep every contributor on one side.

Contributor sizes are extremely skewed (four hold 82 % of warm and bright), so parts are
filled greedily, largest contributor first, each into the part that misses most of what the
contributor brings.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.errors import DataError, ParameterError
from semeq.train.data.table import SettingsTable

IntArray = npt.NDArray[np.int64]
STRATA = ("warm", "bright")


@dataclass(frozen=True, slots=True)
class Split:
    """Row indices of the three parts."""

    train: IntArray
    val: IntArray
    test: IntArray


def grouped_split(
    table: SettingsTable, *, seed: int, fractions: tuple[float, float, float] = (0.7, 0.15, 0.15)
) -> Split:
    """Split into train, validation and test by contributor.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows.
    seed : int
        Orders contributors of similar size; same seed, same split.
    fractions : tuple of float
        Wanted shares; reached as closely as whole contributors allow.

    Raises
    ------
    DataError
        If the contributors are too few to fill every part.
    """
    train, val, test = _assign(table, fractions, seed)
    return Split(train, val, test)


def grouped_folds(table: SettingsTable, *, n_folds: int, seed: int) -> list[IntArray]:
    """Split into `n_folds` parts of similar size by contributor; return their row indices.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows.
    n_folds : int
        How many parts, at least 2.
    seed : int
        Orders contributors of similar size.

    Raises
    ------
    ParameterError
        If `n_folds` is below 2.
    DataError
        If the contributors are too few to fill every fold.
    """
    if n_folds < 2:
        raise ParameterError(f"n_folds must be at least 2, got {n_folds}")
    return _assign(table, [1.0 / n_folds] * n_folds, seed)


def _assign(table: SettingsTable, fractions: Sequence[float], seed: int) -> list[IntArray]:
    names, owner = np.unique(table.contributors, return_inverse=True)
    if len(names) < len(fractions):
        raise DataError(
            f"{len(names)} contributors cannot be split into {len(fractions)} parts "
            "without one person on two sides"
        )
    # Sessions of nobody known have many words; those that every part can have twice are balanced.
    least = math.ceil(2.0 / min(fractions))
    words = STRATA if table.tells_people_apart else table.frequent_words(least)
    strata = np.stack(
        [*(table.words == word for word in words), ~np.isin(table.words, words)], axis=1
    )
    content = np.zeros((len(names), strata.shape[1]))
    np.add.at(content, owner, strata)
    content /= np.maximum(content.sum(axis=0), 1.0)
    # Sizes are jittered by a quarter so that seeds give different, equally fair splits.
    jitter = np.random.default_rng(seed).uniform(0.75, 1.25, len(names))
    order = np.argsort(-content.sum(axis=1) * jitter, kind="stable")
    missing = np.repeat(np.asarray(fractions, dtype=float)[:, None], strata.shape[1], axis=1)
    part_of = np.empty(len(names), dtype=np.int64)
    for name in order:
        # The part whose squared shortfall drops most, relative to its wanted size.
        relief = missing**2 - (missing - content[name]) ** 2
        part = int(np.argmax((relief / np.asarray(fractions)[:, None]).sum(axis=1)))
        part_of[name] = part
        missing[part] -= content[name]
    parts = [np.flatnonzero(part_of[owner] == part) for part in range(len(fractions))]
    if not all(len(part) for part in parts):
        raise DataError(
            f"{len(names)} contributors of such uneven sizes cannot fill {len(fractions)} parts"
        )
    return parts
