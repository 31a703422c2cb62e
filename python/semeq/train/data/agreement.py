"""How far the sessions of a word agree, beside what chance would give.

Two sessions agree as much as their curves correlate. Level and size of a curve do not count: the
data are relative. The mean over all pairs of a word's sessions needs no pair: for curves of mean 0
and length 1, the sum of all correlations is the squared length of the sum of the curves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.eq.curves import level_free, rms_db
from semeq.errors import DataError
from semeq.train.data.table import Float64Array, StrArray

MIN_SESSIONS = 2
"""One session has nobody to agree with."""

_INTERVAL = (0.025, 0.975)
_CHANCE_QUANTILE = 0.95


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the sessions of one word agree.

    Attributes
    ----------
    n_sessions : int
        Sessions of the word, at least two.
    agreement : float
        Mean correlation of two of its sessions, in [-1, 1].
    interval : (float, float)
        95 % interval of the agreement, drawing sessions with replacement; (-1, 1) for two
        sessions, whose one pair does not tell how far others would differ.
    chance : float
        Mean correlation of two sessions of the table, whatever their words.
    chance_p95 : float
        What 95 % of random groups of as many sessions stay below.
    spread_db : float
        RMS distance of the sessions' curves from their median, in dB.
    """

    n_sessions: int
    agreement: float
    interval: tuple[float, float]
    chance: float
    chance_p95: float
    spread_db: float

    @property
    def is_above_chance(self) -> bool:
        """Whether fewer than 5 % of random groups as large agree as much."""
        return self.agreement > self.chance_p95


def agreements(
    words: StrArray, curves_db: Float64Array, *, n_resamples: int = 1_000, seed: int = 0
) -> dict[str, Agreement]:
    """Return the agreement of each word with two sessions or more.

    Parameters
    ----------
    words : ndarray of str, shape (n,)
        The word of each session.
    curves_db : ndarray, shape (n, n_freqs)
        The curve of each session in dB, frequencies log-spaced; none may be flat.
    n_resamples : int, default 1000
        Draws for an interval, and random groups for a chance level.
    seed : int, default 0
        Decides the draws. A word's interval depends on its own sessions alone, its chance level
        on the table and on how many sessions it has.

    Returns
    -------
    dict of str to Agreement
        Words with most sessions first, equal counts in alphabetical order.

    Raises
    ------
    DataError
        If words and curves do not belong together, or a curve is flat.

    Examples
    --------
    >>> words = np.array(["dull", "dull", "odd", "odd", "once"])
    >>> falling = np.linspace(1.0, -1.0, 40)
    >>> curves_db = np.stack([falling, 2 * falling, falling, -falling, falling**2])
    >>> found = agreements(words, curves_db)
    >>> {word: round(each.agreement, 2) for word, each in found.items()}
    {'dull': 1.0, 'odd': -1.0}
    """
    units = _unit_curves(words, curves_db)
    names, counts = np.unique(words, return_counts=True)
    chance = mean_correlation(units) if len(units) >= MIN_SESSIONS else float("nan")
    limits: dict[int, float] = {}
    found = {}
    for i in np.argsort(-counts, kind="stable").tolist():
        n_sessions = int(counts[i])
        if n_sessions < MIN_SESSIONS:
            break
        rows = words == names[i]
        if n_sessions not in limits:
            limits[n_sessions] = _chance_limit(units, n_sessions, n_resamples, seed)
        deviations_db = curves_db[rows] - np.median(curves_db[rows], axis=0)
        found[str(names[i])] = Agreement(
            n_sessions=n_sessions,
            agreement=mean_correlation(units[rows]),
            interval=_interval(units[rows], n_resamples, seed),
            chance=chance,
            chance_p95=limits[n_sessions],
            spread_db=float(np.sqrt(np.mean(rms_db(deviations_db) ** 2))),
        )
    return found


def mean_correlation(units: Float64Array) -> float:
    """Mean correlation over all pairs of curves.

    Parameters
    ----------
    units : ndarray, shape (n, n_freqs)
        Two curves or more of mean 0 and length 1.

    Examples
    --------
    >>> mean_correlation(np.array([[0.6, -0.8], [0.6, -0.8], [-0.6, 0.8]]))
    -0.333...
    """
    n = len(units)
    return float((np.square(units.sum(axis=0)).sum() - n) / (n * (n - 1)))


def _unit_curves(words: StrArray, curves_db: Float64Array) -> Float64Array:
    if curves_db.ndim != 2 or len(words) != len(curves_db):
        raise DataError(
            f"expected one curve for each of {len(words)} words, got an array of shape "
            f"{curves_db.shape}"
        )
    centered = level_free(curves_db)
    lengths = np.linalg.norm(centered, axis=1, keepdims=True)
    wrong = np.flatnonzero(~(lengths[:, 0] > 0.0))  # NaN too
    if len(wrong):
        raise DataError(f"curve {wrong[0]} is flat or not finite, so it correlates with nothing")
    return np.asarray(centered / lengths)


def _interval(units: Float64Array, n_resamples: int, seed: int) -> tuple[float, float]:
    """Bootstrap over sessions; a session drawn twice is not paired with itself."""
    n = len(units)
    if n <= MIN_SESSIONS:
        return (-1.0, 1.0)
    rng = np.random.default_rng(seed)
    times = rng.multinomial(n, np.full(n, 1.0 / n), size=n_resamples).astype(np.float64)
    same = np.square(times).sum(axis=1)
    several = same < n * n  # else one session was drawn n times
    sums = np.square(times @ units).sum(axis=1) - same
    draws = sums[several] / (n * n - same[several])
    low, high = np.quantile(draws, _INTERVAL).tolist()
    return (low, high)


def _chance_limit(units: Float64Array, n_sessions: int, n_resamples: int, seed: int) -> float:
    rng = np.random.default_rng([seed, n_sessions])
    draws: npt.NDArray[np.float64] = np.array(
        [
            mean_correlation(units[rng.choice(len(units), n_sessions, replace=False)])
            for _ in range(n_resamples)
        ]
    )
    return float(np.quantile(draws, _CHANCE_QUANTILE))
