"""Checks of single numbers."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from semeq.checks.quoting import CONVERSION_ERRORS, show
from semeq.errors import ParameterError

MIN_SAMPLE_RATE = 8_000.0
MAX_SAMPLE_RATE = 384_000.0
MAX_THREADS = 1_024


def check_number(
    name: str, value: float, lowest: float = -math.inf, highest: float = math.inf
) -> float:
    """Return one finite number in [lowest, highest] as a float.

    Raises
    ------
    ParameterError
        If the value is text, a bool, an array of several numbers or not a number at all, or
        if it lies outside the range.

    Examples
    --------
    >>> check_number("alpha", 1, 0.0, 1.0)
    1.0
    """
    number = _to_float(name, value)
    if not (lowest <= number <= highest and math.isfinite(number)):
        raise ParameterError(f"{name} must be {range_text(lowest, highest)}, got {number:g}")
    return number


def check_positive(name: str, value: float) -> float:
    """Return one finite number above 0 as a float.

    Raises
    ------
    ParameterError
        If the value is not a single number, not finite or not above 0.

    Examples
    --------
    >>> check_positive("q", 2)
    2.0
    """
    number = _to_float(name, value)
    if not 0 < number < math.inf:
        raise ParameterError(f"{name} must be finite and > 0, got {number:g}")
    return number


def check_sample_rate(sample_rate: float, name: str = "sample_rate") -> float:
    """Return a sample rate in Hz as a float.

    Raises
    ------
    ParameterError
        If it is not a single number from 8,000 to 384,000.

    Examples
    --------
    >>> check_sample_rate(48_000)
    48000.0
    """
    rate = _to_float(name, sample_rate)
    if not MIN_SAMPLE_RATE <= rate <= MAX_SAMPLE_RATE:
        raise ParameterError(
            f"{name} must be from {MIN_SAMPLE_RATE:.0f} to {MAX_SAMPLE_RATE:.0f} Hz, got {rate:g}"
        )
    return rate


def check_count(name: str, value: int, lowest: int = 1, highest: int | None = None) -> int:
    """Return one whole number from `lowest` to `highest` as an int.

    Raises
    ------
    ParameterError
        If the value is not a whole number (2.0 is not, nor is True) or lies outside the range.

    Examples
    --------
    >>> check_count("n_words", np.int64(3))
    3
    """
    try:
        if isinstance(value, bool | np.bool_):
            raise TypeError  # noqa: TRY301
        count = operator.index(value)
    except TypeError as error:
        raise ParameterError(f"{name} must be a whole number, got {show(value)}") from error
    if highest is None and count < lowest:
        raise ParameterError(f"{name} must be at least {lowest}, got {show(count)}")
    if highest is not None and not lowest <= count <= highest:
        raise ParameterError(f"{name} must be from {lowest} to {highest}, got {show(count)}")
    return count


def _to_float(name: str, value: Any) -> float:
    if type(value) is float:
        return value
    try:
        if isinstance(value, str | bytes | bytearray | bool) or (
            isinstance(value, np.ndarray | np.generic) and value.dtype.kind not in "iuf"
        ):
            raise TypeError
        return float(value)
    except CONVERSION_ERRORS as error:
        raise ParameterError(f"{name} must be a single number, got {show(value)}") from error


def range_text(lowest: float, highest: float) -> str:
    """Say in words which numbers lie in a range."""
    if math.isinf(lowest) and math.isinf(highest):
        return "finite"
    if math.isinf(highest):
        return f"finite and at least {lowest:g}"
    if math.isinf(lowest):
        return f"finite and at most {highest:g}"
    return f"in [{lowest:g}, {highest:g}]"
