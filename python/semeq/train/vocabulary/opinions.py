"""Opinions: one curve of each person, or session, for each word they used."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.eq.curves import level_free, rms_db
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.eq.response import MODEL_SAMPLE_RATE, params_curve_db
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.table import Float64Array, SettingsTable, StrArray
from semeq.train.model.spaces import FIVE_BANDS, space_of_params

_FLAT_DB = 1e-6


@dataclass(frozen=True, slots=True)
class Opinions:
    """One curve of each person, or session, for each word.

    A person who set a word several times has one opinion of it, the mean. A flat one is none.

    Attributes
    ----------
    words, people, sources : ndarray of str, shape (n,)
        The word, an opaque name of whose opinion it is, and the data set.
    curves_db : ndarray, shape (n, 40)
        At :data:`semeq.eq.graphic.SOCIALEQ_CENTERS_HZ`, which follow hearing; mean 0.
    """

    words: StrArray
    people: StrArray
    sources: StrArray
    curves_db: Float64Array

    def of(self, word: str) -> npt.NDArray[np.intp]:
        """Return the rows of a word."""
        return np.flatnonzero(self.words == word)


def opinions(table: SettingsTable, sessions: GraphicTable | None) -> Opinions:
    """Collect the opinions of two data sets.

    Parameters
    ----------
    table : SettingsTable
        Labeled settings.
    sessions : GraphicTable, optional
        Sessions of people who are not told apart: each is one opinion.
    """
    curves = _curves_db(table)
    pairs = np.stack([table.words, table.people], axis=1)
    (groups, owner) = np.unique(pairs, axis=0, return_inverse=True)
    owner = owner.reshape(-1)
    sums = np.zeros((len(groups), curves.shape[1]))
    np.add.at(sums, owner, curves)
    means = sums / np.bincount(owner)[:, np.newaxis]
    words, people = groups.T
    sources = np.full(len(groups), table.source)
    if sessions is not None:
        words = np.concatenate([words, sessions.words])
        people = np.concatenate([people, sessions.ids])
        sources = np.concatenate([sources, np.full(len(sessions), sessions.source)])
        means = np.concatenate([means, sessions.curves_db])
    shapes = level_free(means)
    kept = rms_db(shapes) > _FLAT_DB
    return Opinions(words[kept], people[kept], sources[kept], shapes[kept])


def _curves_db(table: SettingsTable) -> Float64Array:
    if space_of_params(table.params) is not FIVE_BANDS:
        return table.params  # gains at these very frequencies
    return params_curve_db(table.params, SOCIALEQ_CENTERS_HZ, sample_rate=MODEL_SAMPLE_RATE)
