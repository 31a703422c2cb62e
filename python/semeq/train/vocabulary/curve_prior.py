"""The prior of teaching: how curves of words vary, from sessions in which people taught words."""

from __future__ import annotations

import numpy as np

from semeq.errors import DataError
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.table import Float64Array
from semeq.words.curve_belief import standardized
from semeq.words.curve_prior import N_BANDS, CurvePrior

LEAST_SESSIONS = N_BANDS
"""Fewer do not tell how 40 bands vary together."""

_NEIGHBORS = 2.5
_LEAST_WEIGHT = 0.02  # of a session whose rater repeated nothing
_UNKNOWN_CONSISTENCY = 0.3
_N_RANDOM, _SEED = 2_000, 0


def build_prior(table: GraphicTable) -> CurvePrior:
    """Return mean and covariance of the curves of sessions; no session of anybody is in them.

    A session counts by the square of its rater's consistency: of a curve learned from ratings
    without consistency, most is noise.

    Parameters
    ----------
    table : GraphicTable
        Cleaned sessions (:func:`semeq.train.data.socialfx_cleaning.clean_sessions`).

    Raises
    ------
    DataError
        If there are fewer than 40 sessions.
    """
    if len(table) < LEAST_SESSIONS:
        raise DataError(
            f"a prior of {N_BANDS} bands needs {LEAST_SESSIONS} sessions, got {len(table)}"
        )
    curves = standardized(table.gains)
    consistency = np.nan_to_num(table.ratings_consistency, nan=_UNKNOWN_CONSISTENCY)
    weights = np.maximum(consistency, 0.0) ** 2 + _LEAST_WEIGHT
    weights /= weights.sum()
    mean = weights @ curves
    offsets = curves - mean
    covariance = (offsets * weights[:, np.newaxis]).T @ offsets
    return CurvePrior(
        data=table.source,
        n_sessions=len(table),
        n_words=len(table.word_counts()),
        rating_deviation=_rating_deviation(curves),
        mean=mean,
        covariance=0.5 * (covariance + covariance.T),
    )


def random_curves(n: int, rng: np.random.Generator) -> Float64Array:
    """Return random smooth curves of mean 0 and standard deviation 1, shape ``(n, 40)``.

    Values of bands that are n apart correlate as exp(-n² / 12.5): a standard deviation of 2.5
    bands, which makes the published method learn as fast here as was published.

    Parameters
    ----------
    n : int
        How many.
    rng : Generator
        What draws them.

    Examples
    --------
    >>> random_curves(2, np.random.default_rng(0)).shape
    (2, 40)
    """
    index = np.arange(N_BANDS)
    kernel = np.exp(-0.5 * ((index[:, np.newaxis] - index) / _NEIGHBORS) ** 2)
    mixing = np.linalg.cholesky(kernel + 1e-8 * np.eye(N_BANDS))
    return standardized(rng.standard_normal((n, N_BANDS)) @ mixing.T)


def _rating_deviation(curves: Float64Array) -> float:
    """Return how far ratings of random curves vary: their correlations with people's."""
    random = random_curves(_N_RANDOM, np.random.default_rng(_SEED))
    return float((curves @ random.T / N_BANDS).std())
