"""Fit the distributions of words over people: closed formulas, within a second."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from semeq.train.data.table import SettingsTable
from semeq.train.model.spaces import curves_db
from semeq.train.people.amounts import person_amounts
from semeq.train.people.basis import curve_basis, person_weights
from semeq.train.people.spread import word_spread
from semeq.words.people.tables import PeopleTables

STUDIED = ("warm", "bright")
"""The words that many people set several times each, so that both variances can be known."""


def fit_people(table: SettingsTable, words: Sequence[str] = STUDIED) -> PeopleTables:
    """Fit words that many people set several times.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows of five bands.
    words : sequence of str
        What to fit; the rows of the tables returned are in this order.

    Returns
    -------
    PeopleTables
        One scatter for each word.
    """
    curves = curves_db(table.params)
    basis = curve_basis(curves, person_weights(table.people))
    coordinates = curves @ basis / np.sqrt(len(basis))
    kept = np.isin(table.words, words)
    named, people, rows = table.words[kept], table.people[kept], coordinates[kept]
    amounts = person_amounts(rows, named, people, person_weights(table.people)[kept])
    rows = rows / np.exp(amounts.of_row)[:, np.newaxis]
    spreads = [word_spread(rows[named == word], people[named == word]) for word in words]
    log_scatters = np.concatenate([spread.log_scatters for spread in spreads])
    return PeopleTables(
        basis=basis,
        means=np.array([spread.mean for spread in spreads]),
        between=np.array([spread.between for spread in spreads]),
        scatter_of=np.arange(len(words)),
        scatters=np.array([spread.scatter for spread in spreads]),
        amount_sd=float(np.sqrt(amounts.variance)),
        scatter_mean=float(log_scatters.mean()),
        scatter_sd=float(log_scatters.std()),
    )
