"""Where people set equalizers: a density of their curves, and how dense it is at other curves."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import multivariate_t
from sklearn.decomposition import PCA
from sklearn.model_selection import GroupKFold

from semeq.train.data.table import Float64Array

_N_COMPONENTS = 8  # hold 99 % of the variance of SAFE's curves
_DEGREES = 4
_MAX_FOLDS, _MIN_PEOPLE = 10, 5
_MAX_ITERATIONS, _CHANGE = 200, 1e-6
_FLOOR_DB = 0.01  # keeps a direction in which nothing varies from having no density at all


class CurveDensity:
    """A Student-t density of the curves of some people.

    Curves are projected on their first eight principal components, where distance is RMS dB. A t
    distribution of 4 degrees of freedom makes left-out people of SAFE's training rows likelier than
    a Gaussian or a kernel density does.

    Parameters
    ----------
    curves_db : ndarray, shape (n, n_points)
        In dB.
    people : ndarray of str, shape (n,)
        Whose each curve is; two people at least.
    """

    def __init__(self, curves_db: Float64Array, people: npt.NDArray[np.str_]) -> None:
        self._scale = np.sqrt(curves_db.shape[1])
        self._pca = PCA(min(_N_COMPONENTS, *curves_db.shape), random_state=0).fit(curves_db)
        places = self._places(curves_db)
        self._distribution = fit_t(places)
        own = np.empty(len(places))
        folds = GroupKFold(min(_MAX_FOLDS, len(np.unique(people))))
        for others, rows in folds.split(places, groups=people):
            own[rows] = fit_t(places[others]).logpdf(places[rows])
        self._own = np.sort(own)

    def percentiles(self, curves_db: Float64Array) -> Float64Array:
        """Return the share of the people's own curves at which the density is lower.

        Each person's curves are judged by a density of other people alone, in ten folds of
        people, since a new curve is nobody's either.

        Parameters
        ----------
        curves_db : ndarray, shape (n, n_points)
            In dB.

        Returns
        -------
        ndarray, shape (n,)
            From 0, farther out than anybody's, to 1, where people's curves are densest.
        """
        found = np.atleast_1d(self._distribution.logpdf(self._places(curves_db)))
        return np.asarray(np.searchsorted(self._own, found) / len(self._own))

    def _places(self, curves_db: Float64Array) -> Float64Array:
        places: Float64Array = self._pca.transform(curves_db) / self._scale
        return places


def density_of(curves_db: Float64Array, people: npt.NDArray[np.str_]) -> CurveDensity | None:
    """Return the density of some people's curves, or None where they are fewer than five.

    Parameters
    ----------
    curves_db : ndarray, shape (n, n_points)
        In dB.
    people : ndarray of str, shape (n,)
        Whose each curve is.
    """
    return None if len(np.unique(people)) < _MIN_PEOPLE else CurveDensity(curves_db, people)


def fit_t(places: Float64Array) -> Any:
    """Fit a multivariate t distribution of 4 degrees of freedom, by expectation-maximization.

    K. L. Lange, R. J. A. Little and J. M. G. Taylor, "Robust statistical modeling using the t
    distribution", JASA 1989.

    Parameters
    ----------
    places : ndarray, shape (n, n_dims)
        In dB; two rows at least.

    Returns
    -------
    scipy.stats frozen distribution
        With ``logpdf``.
    """
    n_dims = places.shape[1]
    weights = np.ones(len(places))
    shape = np.eye(n_dims)
    for _ in range(_MAX_ITERATIONS):
        center = weights @ places / weights.sum()
        apart = places - center
        before, shape = shape, (weights * apart.T) @ apart / len(places)
        shape += _FLOOR_DB**2 * np.eye(n_dims)
        weights = (_DEGREES + n_dims) / (
            _DEGREES + np.einsum("ij,ji->i", apart, np.linalg.solve(shape, apart.T))
        )
        if np.abs(shape - before).max() < _CHANGE:
            break
    return multivariate_t(center, shape, df=_DEGREES, seed=0)
