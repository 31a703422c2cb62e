"""How strongly a word is applied: the range of amounts, and amounts that words themselves say."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from semeq.checks import check_number

MIN_AMOUNT, MAX_AMOUNT = -1.0, 2.0
"""Range of an amount: it scales gains, 0 is an exact bypass, -1 the inverse equalizer."""


def check_amount(amount: float) -> float:
    """Return one amount as a float if it is in [-1, 2].

    Raises
    ------
    ParameterError
        Naming the range and what it was.
    """
    return check_number("amount", amount, MIN_AMOUNT, MAX_AMOUNT)


def combine_amounts(
    amount: npt.ArrayLike, alpha: npt.ArrayLike, amount_a: npt.ArrayLike, amount_b: npt.ArrayLike
) -> npt.NDArray[np.float32]:
    """Multiply amounts with those that the two words of a walk say, such as 1.3 for *warmer*.

    Parameters
    ----------
    amount : array_like
        What the caller asks for.
    alpha : array_like
        Place on the walk: the words' own amounts change evenly along it.
    amount_a, amount_b : array_like
        What the words say.

    Returns
    -------
    ndarray of float32
        In [-1, 2], in the shape that the arguments broadcast to.

    Examples
    --------
    >>> combine_amounts(1.0, [0.0, 0.5, 1.0], 1.5, 0.5)
    array([1.5, 1. , 0.5], dtype=float32)
    """
    said = np.asarray(amount_a) * (1.0 - np.asarray(alpha)) + np.asarray(amount_b) * alpha
    return np.clip(amount * said, MIN_AMOUNT, MAX_AMOUNT).astype(np.float32)
