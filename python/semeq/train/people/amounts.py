"""How strongly each person equalizes, whatever the word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semeq.train.data.table import Float64Array, StrArray

_OFFSET_DB = 0.3  # keeps the logarithm of a nearly flat curve finite
_LEAST_VARIANCE = 0.02


@dataclass(frozen=True)
class Amounts:
    """Log amounts of people.

    Attributes
    ----------
    of_row : ndarray, shape (n,)
        That of the person of each row, shrunk toward 0 by the evidence for it.
    variance : float
        Over people.
    """

    of_row: Float64Array
    variance: float


def person_amounts(
    coordinates: Float64Array, words: StrArray, people: StrArray, weights: Float64Array
) -> Amounts:
    """Estimate amounts from the size of settings, each beside the mean size of its word.

    Parameters
    ----------
    coordinates : ndarray, shape (n, n_components)
        Of the settings' curves.
    words, people : ndarray of str, shape (n,)
        Word and person of each.
    weights : ndarray, shape (n,)
        Of the rows, in the mean of a word.
    """
    sizes = np.log(np.linalg.norm(coordinates, axis=1) + _OFFSET_DB)
    for word in np.unique(words):
        rows = words == word
        sizes[rows] -= np.average(sizes[rows], weights=weights[rows])
    _, owner, counts = np.unique(people, return_inverse=True, return_counts=True)
    owner = owner.reshape(-1)
    sums = np.bincount(owner, sizes)
    means = sums / counts
    within = np.square(sizes - means[owner]).sum() / max(len(sizes) - len(counts), 1)
    between = np.average(means**2 - within / counts, weights=np.sqrt(counts))
    between = max(float(between), _LEAST_VARIANCE)
    amounts = sums * between / (within + counts * between)
    return Amounts(amounts[owner], between)
