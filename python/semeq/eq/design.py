"""Biquad sections of bands, designed in C++."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.checks import check_array, check_choice, check_sample_rate
from semeq.eq.params import LOG_COLUMNS, N_PARAMS, SAFE_KINDS
from semeq.errors import ParameterError

Design = Literal["rbj", "matched"]
"""``"rbj"``: the Audio EQ Cookbook, which narrows toward Nyquist as most equalizers
do. ``"matched"``: the analog prototype's curve, the same at any sample rate."""


def check_design(design: str) -> str:
    """Return the name of the design, or raise ParameterError for an unknown one.

    Parameters
    ----------
    design : str
        The name to check.

    Returns
    -------
    str
        The same name.
    """
    check_choice("design", design, get_args(Design))
    return design


def check_params(params: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return *params* as float64 ``(..., 13)``, or raise ParameterError.

    Parameters
    ----------
    params : array_like, shape (..., 13)
        In SAFE order.

    Returns
    -------
    ndarray, shape (..., 13)
        Frequencies and Qs are above 0.
    """
    rows = check_array("params", params, dtype=np.float64)
    if rows.ndim < 1 or rows.shape[-1] != N_PARAMS:
        raise ParameterError(f"params must have shape (..., {N_PARAMS}), got {rows.shape}")
    if not (rows[..., LOG_COLUMNS] > 0).all():
        raise ParameterError("params must have frequencies and Qs > 0")
    return rows


def params_to_sos(
    params: npt.ArrayLike, *, sample_rate: float, design: Design = "rbj"
) -> npt.NDArray[np.float64]:
    """Design the five sections of each row of *params*.

    Parameters
    ----------
    params : array_like, shape (..., 13)
        In SAFE order; frequencies and Qs > 0.
    sample_rate : float
        In Hz, from 8,000 to 384,000.
    design : {"rbj", "matched"}, default "rbj"
        How bands near Nyquist behave.

    Returns
    -------
    ndarray, shape (..., 5, 6)
        Rows ``b0 b1 b2 a0 a1 a2`` with ``a0 = 1``.

    Raises
    ------
    ParameterError
        If the last axis is not 13 long or a value is out of range.

    Examples
    --------
    >>> params_to_sos(np.ones((4, 13)), sample_rate=44_100).shape
    (4, 5, 6)
    """
    rows = check_params(params)
    sos = _core.params_to_sos(
        rows.reshape(-1, N_PARAMS), check_sample_rate(sample_rate), check_design(design)
    )
    return sos.reshape(*rows.shape[:-1], len(SAFE_KINDS), 6)
