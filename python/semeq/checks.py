"""Checks of arguments: the value as it is needed, or an error that names the one that is wrong."""

from __future__ import annotations

import math
import operator

import numpy as np
import numpy.typing as npt

from semeq.errors import ParameterError

MIN_SAMPLE_RATE = 8_000.0
MAX_SAMPLE_RATE = 384_000.0


def check_number(name: str, value: float, lowest: float, highest: float) -> float:
    """Return one number as a float if it lies in [lowest, highest].

    Raises
    ------
    ParameterError
        Naming the argument, its range and what it was.

    Examples
    --------
    >>> check_number("alpha", 1, 0.0, 1.0)
    1.0
    """
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise ParameterError(f"{name} must be a single number, got {value!r}") from error
    if not lowest <= number <= highest:
        raise ParameterError(f"{name} must be in [{lowest:g}, {highest:g}], got {number:g}")
    return number


def check_count(name: str, value: int) -> int:
    """Return a whole number above 0.

    Raises
    ------
    ParameterError
        Naming the argument and what it was.

    Examples
    --------
    >>> check_count("n", np.int64(3))
    3
    """
    try:
        count = operator.index(value)
    except TypeError as error:
        raise ParameterError(f"{name} must be a whole number above 0, got {value!r}") from error
    if count < 1:
        raise ParameterError(f"{name} must be a whole number above 0, got {count}")
    return count


def check_array(
    name: str, values: npt.ArrayLike, lowest: float, highest: float
) -> npt.NDArray[np.float32]:
    """Return an array as float32 if every element lies in [lowest, highest].

    Raises
    ------
    ParameterError
        Naming the argument, its range and the first element outside.

    Examples
    --------
    >>> check_array("alphas", [0, 0.5], 0.0, 1.0)
    array([0. , 0.5], dtype=float32)
    """
    try:
        array = np.asarray(values, dtype=np.float32)
    except (TypeError, ValueError) as error:
        raise ParameterError(f"{name} must hold numbers, got {values!r}") from error
    wrong = ~((array >= lowest) & (array <= highest))
    if wrong.any():
        raise ParameterError(
            f"{name} must be in [{lowest:g}, {highest:g}], got {array[wrong].flat[0]:g}"
        )
    return array


def check_sample_rate(sample_rate: float) -> float:
    """Return the sample rate as a float, or raise ParameterError outside 8-384 kHz."""
    if not (math.isfinite(sample_rate) and MIN_SAMPLE_RATE <= sample_rate <= MAX_SAMPLE_RATE):
        raise ParameterError(
            f"sample_rate must be from {MIN_SAMPLE_RATE:.0f} to {MAX_SAMPLE_RATE:.0f} Hz, "
            f"got {sample_rate!r}"
        )
    return float(sample_rate)


def check_sos(sos: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return sections as float64 ``(n_sections, 6)``, or raise ParameterError."""
    array = np.ascontiguousarray(sos, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 6:
        raise ParameterError(f"sos must have shape (n_sections, 6), got {array.shape}")
    if not np.isfinite(array).all():
        raise ParameterError("sos must be finite")
    if not (array[:, 3] == 1.0).all():
        raise ParameterError("sos[:, 3] (a0) must be 1: divide each section by its a0")
    return array


def check_freqs(freq_hz: npt.ArrayLike, sample_rate: float) -> npt.NDArray[np.float64]:
    """Return frequencies as float64 ``(n_freqs,)``, or raise ParameterError."""
    freqs = np.ascontiguousarray(freq_hz, dtype=np.float64)
    if freqs.ndim != 1:
        raise ParameterError(f"freq_hz must have one dimension, got shape {freqs.shape}")
    if not ((freqs >= 0) & (freqs <= sample_rate / 2)).all():
        raise ParameterError(
            f"freq_hz must lie from 0 Hz to Nyquist, {sample_rate / 2:g} Hz; "
            f"got {freqs.min():g} to {freqs.max():g}"
        )
    return freqs
