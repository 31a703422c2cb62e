"""The two numbers that most figures are given as."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def median_and_p95(values: npt.ArrayLike) -> dict[str, float]:
    """Return ``median`` and ``p95`` of values.

    Parameters
    ----------
    values : array_like, shape (n,)
        At least one.

    Examples
    --------
    >>> median_and_p95([0.0, 1.0, 2.0])
    {'median': 1.0, 'p95': 1.9}
    """
    median, p95 = np.quantile(np.asarray(values, dtype=np.float64), [0.5, 0.95])
    return {"median": float(median), "p95": float(p95)}
