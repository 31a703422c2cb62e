"""How far the people who use a word agree, beside what chance would give.

Two people agree as much as their curves correlate. Level and size of a curve do not count: some
data are relative. The mean over all pairs of a word needs no pair: for curves of mean 0 and length
1, the sum of all correlations is the squared length of the sum of the curves.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import numpy.typing as npt

from semeq.eq.curves import level_free, rms_db
from semeq.errors import DataError
from semeq.train.data.table import Float64Array, StrArray
from semeq.words.agreement import Agreement

MIN_PEOPLE = 2
"""One person has nobody to agree with."""

_INTERVAL = (0.025, 0.975)
_CHANCE_QUANTILE = 0.95


def agreements(
    words: StrArray,
    curves_db: Float64Array,
    sources: StrArray | None = None,
    *,
    n_resamples: int = 1_000,
    seed: int = 0,
) -> dict[str, Agreement]:
    """Return the agreement of each word that two people or more use.

    Parameters
    ----------
    words : ndarray of str, shape (n,)
        The word of each curve.
    curves_db : ndarray, shape (n, n_freqs)
        One curve in dB of each person, or session, for each word; none may be flat.
    sources : ndarray of str, shape (n,), optional
        Data set of each curve. A random group takes as many curves of each as the word has, since
        curves of one data set may be alike. Default: all are of one.
    n_resamples : int, default 1000
        Draws for an interval, and random groups for a chance level.
    seed : int, default 0
        Decides the draws. A word's interval depends on its own curves alone, its chance level
        on the table and on how many curves it has.

    Returns
    -------
    dict of str to Agreement
        In alphabetical order.

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
    >>> {word: round(each.correlation, 2) for word, each in found.items()}
    {'dull': 1.0, 'odd': -1.0}
    """
    units = _unit_curves(words, curves_db)
    sources = np.zeros(len(words), dtype="U1") if sources is None else sources
    pools = {name: np.flatnonzero(sources == name) for name in sorted(set(sources.tolist()))}
    groups: dict[tuple[int, ...], tuple[float, float]] = {}
    found = {}
    for word in np.unique(words).tolist():
        rows = words == word
        if rows.sum() < MIN_PEOPLE:
            continue
        counts = Counter(sources[rows].tolist())
        drawn = tuple(counts[name] for name in pools)
        if drawn not in groups:
            groups[drawn] = _by_chance(units, list(pools.values()), drawn, n_resamples, seed)
        low, high = _interval(units[rows], n_resamples, seed)
        found[word] = Agreement(mean_correlation(units[rows]), low, high, *groups[drawn])
    return found


def spread_db(curves_db: Float64Array) -> float:
    """RMS distance of curves ``(n, n_freqs)`` in dB from their median, levels apart.

    Examples
    --------
    >>> spread_db(np.array([[1.0, -1.0], [5.0, 3.0], [0.0, 0.0]])).__round__(3)
    0.577
    """
    shapes = level_free(curves_db)
    return float(np.sqrt(np.mean(rms_db(shapes - np.median(shapes, axis=0)) ** 2)))


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
    mean = float((np.square(units.sum(axis=0)).sum() - n) / (n * (n - 1)))
    return min(max(mean, -1.0), 1.0)


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
    """Bootstrap over people; one drawn twice is not paired with himself."""
    n = len(units)
    if n <= MIN_PEOPLE:
        return (-1.0, 1.0)
    rng = np.random.default_rng(seed)
    times = rng.multinomial(n, np.full(n, 1.0 / n), size=n_resamples).astype(np.float64)
    same = np.square(times).sum(axis=1)
    several = same < n * n  # else one person was drawn n times
    sums = np.square(times @ units).sum(axis=1) - same
    draws = np.clip(sums[several] / (n * n - same[several]), -1.0, 1.0)
    low, high = np.quantile(draws, _INTERVAL).tolist()
    return (low, high)


def _by_chance(
    units: Float64Array,
    pools: list[npt.NDArray[np.intp]],
    drawn: tuple[int, ...],
    n_resamples: int,
    seed: int,
) -> tuple[float, float]:
    """Mean, and upper limit, of the correlation in groups that have nothing but their size."""
    rng = np.random.default_rng([seed, *drawn])
    takes = [(pool, n) for pool, n in zip(pools, drawn, strict=True) if n]

    def draw() -> float:
        rows = [rng.choice(pool, n, replace=False) for pool, n in takes]
        return mean_correlation(units[np.concatenate(rows)])

    limit = float(np.quantile([draw() for _ in range(n_resamples)], _CHANCE_QUANTILE))
    return _expected([(units[pool], n) for pool, n in takes]), limit


def _expected(takes: list[tuple[Float64Array, int]]) -> float:
    """Mean correlation of two curves of a group that takes so many at random of each pool."""
    n_all = sum(n for _, n in takes)
    total = 0.0
    for i, (pool, n) in enumerate(takes):
        if n > 1:
            total += n * (n - 1) * mean_correlation(pool)
        for other, m in takes[:i]:
            total += 2 * n * m * float(pool.mean(axis=0) @ other.mean(axis=0))
    return total / (n_all * (n_all - 1))
