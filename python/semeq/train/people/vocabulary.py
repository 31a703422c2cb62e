"""Tables for all words of a vocabulary: those studied, and those of which less is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.people.fit import STUDIED, fit_people
from semeq.train.people.spread import simultaneous
from semeq.words.people.tables import PeopleTables
from semeq.words.people.tensors import to_tensors
from semeq.words.term_info import TermInfo

MIN_PEOPLE = 5
"""People with several settings of each studied word, without whom nothing can be fitted."""

_MIN_ROWS = 5


def can_fit(table: SettingsTable) -> bool:
    """Return whether enough people set the studied words several times.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows of five bands.
    """
    return all(
        (np.unique(table.people[table.rows_of(word)], return_counts=True)[1] >= _MIN_ROWS).sum()
        >= MIN_PEOPLE
        for word in STUDIED
    )


def vocabulary_tables(
    table: SettingsTable, terms: Sequence[Mapping[str, Any]], curves_db: Float64Array
) -> PeopleTables:
    """Fit the studied words, and give the others their point and the scatter usual in these.

    The point of a word of few people, drawn toward that of sessions and toward flat as its evidence
    says, is itself uncertain: its word varies by ``1 + 1 / n`` times what is usual between people.
    Settings of several people for one clip are known of the studied words alone.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows of five bands, for which :func:`can_fit` is true.
    terms : sequence of mapping
        The ``terms`` of an artifact's metadata.
    curves_db : ndarray, shape (n_terms, 128)
        Curve at the point of each, in dB.
    """
    fitted = fit_people(table)
    covariances = np.array([root @ root.T for root in fitted.scatters])
    betweens = np.array(
        [
            (root * ratio) @ root.T
            for root, ratio in zip(fitted.scatters, fitted.between, strict=True)
        ]
    )
    usual, ratios = simultaneous(covariances.mean(axis=0), betweens.mean(axis=0))
    infos = [TermInfo.from_dict(term) for term in terms]
    n_people = np.array([max(info.n_people, 1) for info in infos])
    means = fitted.coordinates(curves_db)
    between = ratios * (1.0 + 1.0 / n_people)[:, np.newaxis]
    scatter_of = np.full(len(infos), len(STUDIED))
    for row, info in enumerate(infos):
        if info.language == "en" and info.term in STUDIED:
            known = STUDIED.index(info.term)
            means[row], between[row] = fitted.means[known], fitted.between[known]
            scatter_of[row] = known
    return replace(
        fitted,
        means=means,
        between=between,
        scatter_of=scatter_of,
        scatters=np.concatenate([fitted.scatters, usual[np.newaxis]]),
    )


def people_tensors(
    table: SettingsTable, terms: Sequence[Mapping[str, Any]], curves_db: Float64Array
) -> dict[str, npt.NDArray[Any]]:
    """Return the tensors of an artifact that hold these tables; none if nothing can be fitted.

    Parameters
    ----------
    table, terms, curves_db : SettingsTable, sequence of mapping, ndarray
        As in :func:`vocabulary_tables`.
    """
    return to_tensors(vocabulary_tables(table, terms, curves_db)) if can_fit(table) else {}
