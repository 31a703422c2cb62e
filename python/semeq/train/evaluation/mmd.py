"""How far two clouds of curves lie apart: the maximum mean discrepancy."""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import cdist, pdist

from semeq.errors import ParameterError
from semeq.train.data.table import Float64Array


def median_distance_db(curves_db: Float64Array) -> float:
    """Median RMS distance of two curves, the usual bandwidth of the kernel.

    Parameters
    ----------
    curves_db : ndarray, shape (n, n_points)
        In dB; at least two.

    Raises
    ------
    ParameterError
        If there are fewer than two curves, or half of all pairs are equal.

    Examples
    --------
    >>> round(median_distance_db(np.array([[0.0, 0.0], [3.0, 3.0], [4.0, 4.0]])), 6)
    3.0
    """
    if len(curves_db) < 2:
        raise ParameterError(f"a distance needs at least 2 curves, got {len(curves_db)}")
    median = float(np.median(pdist(curves_db))) / np.sqrt(curves_db.shape[1])
    if median <= 0.0:
        raise ParameterError("half of all pairs of curves are equal: they give no bandwidth")
    return float(median)


def squared_mmd(curves_db: Float64Array, others_db: Float64Array, bandwidth_db: float) -> float:
    """Estimate the squared maximum mean discrepancy of what two samples are drawn from.

    A. Gretton et al., "A Kernel Two-Sample Test", JMLR 2012, eq. 3, with the kernel
    ``exp(-rms_db(a - b)**2 / (2 * bandwidth_db**2))``. The estimate is unbiased: for two samples
    of one distribution its mean is 0, so that it falls below 0 as often as above.

    Parameters
    ----------
    curves_db, others_db : ndarray, shape (n, n_points) and (m, n_points)
        In dB; at least two each.
    bandwidth_db : float
        Width of the kernel in dB RMS, above 0.

    Raises
    ------
    ParameterError
        If a sample has fewer than two curves, the curves differ in length, or the bandwidth is not
        above 0.

    Examples
    --------
    >>> low = np.array([[0.0, 0.0], [1.0, 1.0]])
    >>> f"{squared_mmd(low, low + 9.0, bandwidth_db=1.0):.3f}"
    '1.213'
    """
    for curves in (curves_db, others_db):
        if len(curves) < 2:
            raise ParameterError(f"an unbiased MMD needs at least 2 curves each, got {len(curves)}")
    if curves_db.shape[1] != others_db.shape[1]:
        raise ParameterError(
            f"curves must have the same length, got {curves_db.shape[1]} and {others_db.shape[1]}"
        )
    if not bandwidth_db > 0.0:
        raise ParameterError(f"bandwidth_db must be above 0, got {bandwidth_db:g}")
    scale = 2.0 * bandwidth_db**2 * curves_db.shape[1]
    within = sum(
        float(np.exp(-pdist(curves, "sqeuclidean") / scale).mean())
        for curves in (curves_db, others_db)
    )
    between = np.exp(-cdist(curves_db, others_db, "sqeuclidean") / scale).mean()
    return within - 2.0 * float(between)
