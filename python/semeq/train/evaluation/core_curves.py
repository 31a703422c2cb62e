"""Curves of settings by the C++ core: a thousand walks in seconds, whatever torch's threads do."""

from __future__ import annotations

from semeq.eq.response import model_curves_db
from semeq.train.data.table import Float64Array
from semeq.train.model.spaces import FIVE_BANDS, space_of_params


def core_curves_db(params: Float64Array) -> Float64Array:
    """Return curves as :func:`semeq.train.model.spaces.curves_db` does, in double precision.

    Parameters
    ----------
    params : ndarray, shape (n, 13) or (n, 40)
        Five bands, or 40 gains in dB.

    Returns
    -------
    ndarray, shape (n, 128) or (n, 40)
        In dB.

    Examples
    --------
    >>> import numpy as np
    >>> core_curves_db(np.zeros((2, 40))).shape
    (2, 40)
    """
    is_five_bands = space_of_params(params) is FIVE_BANDS
    return model_curves_db(params) if is_five_bands else params.astype(float)
