"""The manners that a person may have: how strongly they equalize, and how much they scatter.

Both are unknown, so that everything is computed for a grid of them at once, and weighed by how
likely each makes the person's own settings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from semeq.words.people.tables import Float64Array, PeopleTables

N_AMOUNTS, N_SCATTERS = 9, 5

TRUST = 0.3
"""Settings of one sitting are not drawn independently: each counts as so much of one."""


@dataclass(frozen=True)
class Manners:
    """A grid of manners with a weight each.

    Attributes
    ----------
    amounts, scatters : ndarray, shape (n,)
        ``exp(a)`` and `s` of :class:`semeq.words.people.tables.PeopleTables`.
    weights : ndarray, shape (n,)
        Probabilities, sum 1.
    """

    amounts: Float64Array
    scatters: Float64Array
    weights: Float64Array


@dataclass(frozen=True)
class OwnWord:
    """What a person's own settings of one word say, for each manner.

    Attributes
    ----------
    rows : ndarray, shape (k, n_components)
        The settings, whitened.
    means, variances : ndarray, shape (n_manners, n_components)
        Of the person's word, whitened and at amount 1.
    log_likelihood : ndarray, shape (n_manners,)
        Of the settings, up to a constant.
    """

    rows: Float64Array
    means: Float64Array
    variances: Float64Array
    log_likelihood: Float64Array


def usual_manners(tables: PeopleTables) -> Manners:
    """Return the manners of people of whom nothing is known.

    Parameters
    ----------
    tables : PeopleTables
        Of a model.
    """
    places, shares = np.polynomial.hermite_e.hermegauss(N_AMOUNTS)
    steps, parts = np.polynomial.hermite_e.hermegauss(N_SCATTERS)
    weights = np.outer(shares, parts).ravel()
    return Manners(
        np.exp(tables.amount_sd * np.repeat(places, N_SCATTERS)),
        np.exp(tables.scatter_mean + tables.scatter_sd * np.tile(steps, N_AMOUNTS)),
        weights / weights.sum(),
    )


def own_word(
    tables: PeopleTables, word: int, coordinates: Float64Array, manners: Manners
) -> OwnWord:
    """Return what a person means by a word, given their own settings of it.

    Parameters
    ----------
    tables : PeopleTables
        Of a model.
    word : int
        Row of the word.
    coordinates : ndarray, shape (k, n_components)
        Of the settings' curves; k may be 0.
    manners : Manners
        The grid.
    """
    mean, between = tables.whitened(word, tables.means[word]), tables.between[word]
    rows = tables.whitened(word, coordinates.reshape(-1, tables.n_components))
    n_manners, k = len(manners.weights), len(rows)
    if k == 0:
        shape = n_manners, len(mean)
        return OwnWord(
            rows, np.broadcast_to(mean, shape), np.broadcast_to(between, shape), np.zeros(n_manners)
        )
    amounts, scatters = manners.amounts[:, np.newaxis], manners.scatters[:, np.newaxis]
    off = rows.mean(axis=0) / amounts - mean
    total = between + scatters**2 / k
    gain = between / total
    squares = np.square(rows - rows.mean(axis=0)).sum()
    log_likelihood = (
        -0.5 * squares / np.square(manners.amounts * manners.scatters)
        - (k - 1) * len(mean) * np.log(manners.scatters)
        - 0.5 * (np.log(total) + off**2 / total).sum(axis=1)
        - k * len(mean) * np.log(manners.amounts)
    )
    return OwnWord(rows, mean + gain * off, between * (1.0 - gain), log_likelihood)


def weigh(manners: Manners, own: Mapping[int, OwnWord]) -> Manners:
    """Weigh manners by how likely each makes a person's own settings of all words.

    Parameters
    ----------
    manners : Manners
        Those of people of whom nothing is known.
    own : mapping of int to OwnWord
        By row of the word.
    """
    logs = np.log(manners.weights)
    for each in own.values():
        logs = logs + TRUST * each.log_likelihood
    weights = np.exp(logs - logs.max())
    return Manners(manners.amounts, manners.scatters, weights / weights.sum())
