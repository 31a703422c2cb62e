"""Numbers in a range, or an error that names the one that is not."""

from __future__ import annotations

import operator

import numpy as np
import numpy.typing as npt

from semeq.errors import ParameterError


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
