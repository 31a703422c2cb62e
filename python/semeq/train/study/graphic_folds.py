"""The sessions of SocialFX in folds, each with its words and with synonyms merged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.errors import DataError
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.socialfx_cleaning import (
    MANY_SESSIONS,
    PUBLISHED_WORDS,
    clean_sessions,
    merged_words,
)
from semeq.train.data.splits import grouped_folds
from semeq.train.data.table import SettingsTable
from semeq.train.evaluation.mmd import median_distance_db

N_CLUSTERED = 10
"""Sessions that a word has which geometry is judged on, as in the earlier attempts."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows on one side of a split: under their own words, and with synonyms merged."""

    own: SettingsTable
    merged: SettingsTable


@dataclass(frozen=True, slots=True)
class Fold:
    """One fold: what is learned from, what is held out, and how far curves lie apart.

    Attributes
    ----------
    number : int
        Of the fold.
    train, held_out : Part
        Its rows.
    bandwidth_db : float
        Median distance of two training curves, the width of the kernel they are compared with.
    """

    number: int
    train: Part
    held_out: Part
    bandwidth_db: float


@dataclass(frozen=True, slots=True)
class GraphicFolds:
    """All sessions, and how they are split.

    Attributes
    ----------
    all_rows : Part
        The cleaned sessions.
    clustered : tuple of str
        Words with at least :data:`N_CLUSTERED` sessions, the most frequent first.
    compared : tuple of str
        Of the words that others compare curves of, those with more than 20 sessions once synonyms
        are merged.
    folds : tuple of Fold
        The folds; sessions of one curve stay on one side.
    seed : int
        Seed of the split.
    """

    all_rows: Part
    clustered: tuple[str, ...]
    compared: tuple[str, ...]
    folds: tuple[Fold, ...]
    seed: int


def graphic_folds(sessions: GraphicTable, *, n_folds: int, seed: int) -> GraphicFolds:
    """Clean sessions and say how they are split.

    Parameters
    ----------
    sessions : GraphicTable
        As read.
    n_folds : int
        How many folds.
    seed : int
        Of the split.

    Raises
    ------
    DataError
        If fewer than two words have ten sessions, or a fold holds fewer than two sessions of a
        word whose curves are compared.

    Examples
    --------
    >>> folds = graphic_folds(read_socialfx(path).data, n_folds=5, seed=0)  # doctest: +SKIP
    >>> len(folds.folds), len(folds.clustered)  # doctest: +SKIP
    (5, 26)
    """
    cleaned, _ = clean_sessions(sessions)
    rows = Part(cleaned.settings(), merged_words(cleaned, synonyms=True).settings())
    clustered = rows.own.frequent_words(N_CLUSTERED)
    if len(clustered) < 2:
        raise DataError(
            f"geometry is judged between words with {N_CLUSTERED} sessions, of which these data "
            f"have {len(clustered)}: give more sessions"
        )
    counts = rows.merged.word_counts()
    compared = tuple(word for word in PUBLISHED_WORDS if counts.get(word, 0) > MANY_SESSIONS)
    split = grouped_folds(rows.own, n_folds=n_folds, seed=seed)
    folds = tuple(_fold(rows, number, held_out) for number, held_out in enumerate(split))
    for fold in folds:
        for word in compared:
            n_held_out = int(fold.held_out.merged.rows_of(word).sum())
            if n_held_out < 2:
                raise DataError(
                    f"fold {fold.number} holds {n_held_out} sessions of {word!r}, and an unbiased "
                    f"MMD needs 2: use fewer than {n_folds} folds, or another seed"
                )
    return GraphicFolds(rows, tuple(clustered), compared, folds, seed)


def _fold(rows: Part, number: int, held_out: npt.NDArray[np.int64]) -> Fold:
    train = np.setdiff1d(np.arange(len(rows.own)), held_out)
    return Fold(
        number,
        Part(rows.own.select(train), rows.merged.select(train)),
        Part(rows.own.select(held_out), rows.merged.select(held_out)),
        median_distance_db(rows.own.params[train]),
    )
