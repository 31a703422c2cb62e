"""Whether distance in the latent space is what one hears: RMS distance of the curves in dB."""

from __future__ import annotations

import numpy as np

from semeq.eq.curves import rms_db
from semeq.train.data.table import Float64Array

N_PAIRS = 2_000
_LEAST_DB = 0.5  # nearer curves are alike, and their distance is mostly rounding
_N_DRAWN = 10 * N_PAIRS


def isometry(latents: Float64Array, curves_db: Float64Array) -> dict[str, float] | None:
    """Compare distances of latents with distances of curves, over pairs of rows.

    Pairs are drawn alike in every run, of all that lie more than 0.5 dB apart.

    Parameters
    ----------
    latents : ndarray, shape (n, latent_dim)
        Of the rows.
    curves_db : ndarray, shape (n, n_points)
        Their curves in dB.

    Returns
    -------
    dict or None
        ``n_pairs``, at most 2,000; ``median_per_db``, the median over pairs of the distance in the
        latent space per RMS dB of the curves; ``p1`` and ``p99``, quantiles of the same ratio
        divided by its median: both are 1 where the map is an isometry up to scale. None where no
        rows lie apart, or the median is 0.

    Examples
    --------
    >>> curves = np.random.default_rng(0).normal(size=(50, 8))
    >>> figures = isometry(2.0 * curves / np.sqrt(8), curves)
    >>> [round(figures[key], 6) for key in ("median_per_db", "p1", "p99")]
    [2.0, 1.0, 1.0]
    """
    if len(latents) < 2:
        return None
    first, second = _draw(len(latents))
    apart_db = rms_db(curves_db[first] - curves_db[second])
    chosen = np.flatnonzero(apart_db > _LEAST_DB)[:N_PAIRS]
    if not chosen.size:
        return None
    apart = np.linalg.norm(latents[first[chosen]] - latents[second[chosen]], axis=1)
    ratios = apart / apart_db[chosen]
    median = float(np.median(ratios))
    if median == 0.0:
        return None
    low, high = np.quantile(ratios / median, [0.01, 0.99])
    return {
        "n_pairs": len(chosen),
        "median_per_db": median,
        "p1": float(low),
        "p99": float(high),
    }


def _draw(n_rows: int) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], ...]:
    """Draw pairs of different rows, no pair twice, as many as there are or as are needed."""
    rng = np.random.default_rng(0)
    if n_rows * (n_rows - 1) // 2 <= _N_DRAWN:
        first, second = np.triu_indices(n_rows, 1)
        order = rng.permutation(len(first))
        return first[order], second[order]
    drawn = np.sort(rng.integers(n_rows, size=(_N_DRAWN, 2)), axis=1)
    different = drawn[drawn[:, 0] < drawn[:, 1]]
    kept = np.sort(np.unique(different, axis=0, return_index=True)[1])
    return different[kept, 0], different[kept, 1]
