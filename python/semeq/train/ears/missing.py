"""Mean and covariance of spectra whose upper bands are missing in some."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]

_STEPS = 60
_RIDGE_DB2 = 0.05  # added to the variance of a band


@dataclass(frozen=True, slots=True)
class Gaussian:
    """What spectra look like if none had a band missing.

    Attributes
    ----------
    mean_db : ndarray, shape (n_bands,)
        Mean.
    covariance : ndarray, shape (n_bands, n_bands)
        Covariance, in dB².
    filled_db : ndarray, shape (n, n_bands)
        The spectra; missing bands as the others let expect them.
    """

    mean_db: Float64Array
    covariance: Float64Array
    filled_db: Float64Array


def fit_gaussian(levels_db: Float64Array, weights: Float64Array) -> Gaussian:
    """Fit a Gaussian by expectation maximization (Dempster, Laird and Rubin, 1977).

    Parameters
    ----------
    levels_db : ndarray, shape (n, n_bands)
        Spectra; from some band on, NaN.
    weights : ndarray, shape (n,)
        How much each counts.

    Returns
    -------
    Gaussian

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> whole = rng.normal(size=(500, 1)) + 0.1 * rng.normal(size=(500, 2))
    >>> cut = whole.copy()
    >>> cut[whole[:, 0] > 0, 1] = np.nan  # what is missing is not like the rest
    >>> bool(abs(fit_gaussian(cut, np.ones(500)).mean_db[1] - whole[:, 1].mean()) < 0.2)
    True
    """
    weights = weights / weights.sum()
    heard = np.isfinite(levels_db)
    n_heard = heard.sum(axis=1)
    n_bands = levels_db.shape[1]
    mean = np.array(
        [np.average(levels_db[k, j], weights=weights[k]) for j, k in enumerate(heard.T)]
    )
    filled = np.where(heard, levels_db, mean)
    covariance = ((filled - mean).T * weights) @ (filled - mean) + np.eye(n_bands)
    for _ in range(_STEPS):
        left = np.zeros((n_bands, n_bands))
        for n in np.unique(n_heard[n_heard < n_bands]).tolist():
            rows = n_heard == n
            gain = np.linalg.solve(covariance[:n, :n], covariance[:n, n:])
            filled[rows, n:] = mean[n:] + (levels_db[rows, :n] - mean[:n]) @ gain
            unknown = covariance[n:, n:] - covariance[n:, :n] @ gain
            left[n:, n:] += weights[rows].sum() * unknown
        mean = weights @ filled
        covariance = ((filled - mean).T * weights) @ (filled - mean) + left
        covariance += _RIDGE_DB2 * np.eye(n_bands)
    return Gaussian(mean, covariance, filled)
