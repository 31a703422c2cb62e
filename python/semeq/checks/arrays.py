"""Checks of arrays of numbers."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.checks.quoting import CONVERSION_ERRORS, show
from semeq.checks.scalars import range_text
from semeq.errors import ParameterError


def check_numbers(
    name: str, values: npt.ArrayLike, *, dtype: npt.DTypeLike = np.float32
) -> npt.NDArray[Any]:
    """Return numbers as an array in C order; NaN and infinity are numbers here.

    Raises
    ------
    ParameterError
        If there is anything but integers and floats: text, bools, complex numbers, objects.

    Examples
    --------
    >>> check_numbers("levels_db", [-3, np.nan])
    array([-3., nan], dtype=float32)
    """
    try:
        given = np.asarray(values)
    except CONVERSION_ERRORS as error:
        raise ParameterError(f"{name} must hold numbers, got {show(values)}") from error
    if given.dtype.kind not in "iuf":
        raise ParameterError(f"{name} must hold numbers, got {show(values)}")
    with np.errstate(over="ignore"):  # what is too large for the dtype becomes infinite
        return np.asarray(given, dtype=dtype, order="C")


def check_array(
    name: str,
    values: npt.ArrayLike,
    lowest: float = -math.inf,
    highest: float = math.inf,
    *,
    dtype: npt.DTypeLike = np.float32,
    n_dims: int | None = None,
) -> npt.NDArray[Any]:
    """Return finite numbers in [lowest, highest] as an array in C order.

    Parameters
    ----------
    name : str
        Of the argument.
    values : array_like
        Integers or floats: text, bools, complex numbers and objects are refused.
    lowest, highest : float, optional
        The range; none without them.
    dtype : {float32, float64}, default float32
        Of the result.
    n_dims : int, optional
        How many dimensions `values` must have.

    Raises
    ------
    ParameterError
        Naming the argument, and the range and the first element outside where that is why.

    Examples
    --------
    >>> check_array("alphas", [0, 0.5], 0.0, 1.0)
    array([0. , 0.5], dtype=float32)
    """
    array = check_numbers(name, values, dtype=dtype)
    if n_dims is not None and array.ndim != n_dims:
        raise ParameterError(f"{name} must have {n_dims} dimension(s), got shape {array.shape}")
    wrong = ~((array >= lowest) & (array <= highest) & np.isfinite(array))
    if wrong.any():
        first = array[wrong].flat[0]
        raise ParameterError(f"{name} must be {range_text(lowest, highest)}, got {first:g}")
    return array


def check_sos(sos: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return sections as float64 ``(n_sections, 6)``, or raise ParameterError."""
    array = check_array("sos", sos, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 6:
        raise ParameterError(f"sos must have shape (n_sections, 6), got {array.shape}")
    if not (array[:, 3] == 1.0).all():
        raise ParameterError("sos[:, 3] (a0) must be 1: divide each section by its a0")
    return array


def check_freqs(freq_hz: npt.ArrayLike, sample_rate: float) -> npt.NDArray[np.float64]:
    """Return frequencies as float64 ``(n_freqs,)``, or raise ParameterError."""
    freqs = check_array("freq_hz", freq_hz, dtype=np.float64)
    if freqs.ndim != 1:
        raise ParameterError(f"freq_hz must have one dimension, got shape {freqs.shape}")
    if not ((freqs >= 0) & (freqs <= sample_rate / 2)).all():
        raise ParameterError(
            f"freq_hz must lie from 0 Hz to Nyquist, {sample_rate / 2:g} Hz; "
            f"got {freqs.min():g} to {freqs.max():g}"
        )
    return freqs
