"""Components of curves: few numbers whose length is the RMS of the curve in dB."""

from __future__ import annotations

import numpy as np

from semeq.train.data.table import Float64Array, StrArray

N_COMPONENTS = 12
"""Enough to leave 0.2 dB RMS of SAFE-DB's curves."""


def person_weights(people: StrArray) -> Float64Array:
    """Return a weight for each row: one over the root of how many rows its person has.

    Between counting rows, by which one person of 400 rows would decide, and counting people, by
    which a person of one row counts as much as one of twenty.

    Parameters
    ----------
    people : ndarray of str, shape (n,)
        Whose each row is.

    Examples
    --------
    >>> person_weights(np.array(["a", "a", "a", "a", "b"]))
    array([0.5, 0.5, 0.5, 0.5, 1. ])
    """
    _, owner, counts = np.unique(people, return_inverse=True, return_counts=True)
    return np.asarray(counts[owner.reshape(-1)] ** -0.5)


def curve_basis(curves_db: Float64Array, weights: Float64Array) -> Float64Array:
    """Return the directions that hold most of curves, shape ``(n_points, 12)``, orthonormal.

    Parameters
    ----------
    curves_db : ndarray, shape (n, n_points)
        In dB; their mean is not removed, so that the flat equalizer is at 0.
    weights : ndarray, shape (n,)
        Of the rows.
    """
    moments = (curves_db * weights[:, np.newaxis]).T @ curves_db
    _, directions = np.linalg.eigh(moments)
    largest = directions[:, : -N_COMPONENTS - 1 : -1]
    # The sign of a direction means nothing; fixed, so that every machine writes the same numbers.
    return np.asarray(largest * np.sign(largest.sum(axis=0)))
