"""How people differ in a word, and how the settings of one person do."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semeq.train.data.table import Float64Array, StrArray

BETWEEN_LIKE_WITHIN = 0.5
"""Share of the covariance between people that is taken to have the shape of that within: some
sixty people do not determine 78 numbers."""

_LEAST = 1e-4  # variance that any direction has, in dB²
_MIN_ROWS = 5  # of a person whose own scatter is looked at


@dataclass(frozen=True)
class Spread:
    """One word's distribution, amounts removed.

    Attributes
    ----------
    mean : ndarray, shape (n_components,)
        Of the people's means.
    between : ndarray, shape (n_components,)
        Variance between people over that within, along the columns of `scatter`.
    scatter : ndarray, shape (n_components, n_components)
        A square root of the covariance within a person.
    log_scatters : ndarray, shape (n_people,)
        How much each person's settings scatter beside the usual, as logarithms.
    """

    mean: Float64Array
    between: Float64Array
    scatter: Float64Array
    log_scatters: Float64Array


def word_spread(coordinates: Float64Array, people: StrArray) -> Spread:
    """Part the variance of a word's settings into that between people and that within.

    Parameters
    ----------
    coordinates : ndarray, shape (n, n_components)
        Of the word's settings, at amount 1; some people must have several.
    people : ndarray of str, shape (n,)
        Whose each is.
    """
    _, owner, counts = np.unique(people, return_inverse=True, return_counts=True)
    owner = owner.reshape(-1)
    sums = np.zeros((len(counts), coordinates.shape[1]))
    np.add.at(sums, owner, coordinates)
    means = sums / counts[:, np.newaxis]
    off = coordinates - means[owner]
    repeated = counts[owner] > 1
    weights = counts[owner] ** -0.5 * repeated
    unbiased = weights * counts[owner] / np.maximum(counts[owner] - 1, 1)
    within = _positive((off * unbiased[:, np.newaxis]).T @ off / weights.sum())

    shares = np.sqrt(counts) / np.sqrt(counts).sum()
    mean = shares @ means
    apart = means - mean
    between = (apart * shares[:, np.newaxis]).T @ apart / (1.0 - (shares**2).sum())
    between = _positive(between - within * (shares / counts).sum())
    alike = within * np.trace(between) / np.trace(within)
    between = (1.0 - BETWEEN_LIKE_WITHIN) * between + BETWEEN_LIKE_WITHIN * alike

    scatter, ratios = simultaneous(within, between)
    whitened = off @ np.linalg.inv(scatter).T
    squares = np.bincount(owner, np.square(whitened).sum(axis=1))
    many = counts >= _MIN_ROWS
    variances = squares[many] / (counts[many] - 1) / coordinates.shape[1]
    return Spread(mean, ratios, scatter, 0.5 * np.log(variances))


def simultaneous(within: Float64Array, between: Float64Array) -> tuple[Float64Array, Float64Array]:
    """Return the root of one covariance along whose columns another is diagonal.

    Parameters
    ----------
    within, between : ndarray, shape (n, n)
        Covariances; the first is positive definite.

    Returns
    -------
    root : ndarray, shape (n, n)
        ``root @ root.T`` is `within`.
    ratios : ndarray, shape (n,)
        ``root @ diag(ratios) @ root.T`` is `between`; at least 1e-4.

    Examples
    --------
    >>> root, ratios = simultaneous(np.diag([4.0, 1.0]), np.diag([2.0, 3.0]))
    >>> ratios
    array([0.5, 3. ])
    """
    root = np.linalg.cholesky(within)
    inverse = np.linalg.inv(root)
    ratios, turn = np.linalg.eigh(inverse @ between @ inverse.T)
    return np.asarray(root @ turn), np.maximum(ratios, _LEAST)


def _positive(covariance: Float64Array) -> Float64Array:
    values, vectors = np.linalg.eigh(0.5 * (covariance + covariance.T))
    return np.asarray((vectors * np.maximum(values, _LEAST)) @ vectors.T)
