"""The nearest curves that settings can play: the best that any model could do."""

from __future__ import annotations

import numpy as np

from semeq.eq.curves import rms_db
from semeq.eq.fit import fit_settings_batch
from semeq.train.data.table import Float64Array
from semeq.train.model.curve import SAMPLE_RATE_HZ
from semeq.train.model.spaces import FIVE_BANDS, Space


def optimum_errors_db(curves_db: Float64Array, space: Space) -> Float64Array:
    """Return how near settings can come to curves, level included, in RMS dB.

    Parameters
    ----------
    curves_db : ndarray, shape (n, n_points)
        What is asked for, on the grid of `space`.
    space : Space
        Five bands, which bounded least squares fits; or 40 gains, which play any curve within
        their bounds.

    Returns
    -------
    ndarray, shape (n,)

    Examples
    --------
    >>> optimum_errors_db(np.zeros((1, 128)), FIVE_BANDS)
    array([0.])
    """
    if space is FIVE_BANDS:
        fits = fit_settings_batch(
            curves_db, space.grid_hz, sample_rate=SAMPLE_RATE_HZ, free_level=False
        )
        return np.array([fit.rms_db for fit in fits])
    low, high = np.transpose(space.bounds)
    return rms_db(np.clip(curves_db, low, high) - curves_db)
