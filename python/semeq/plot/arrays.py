"""Arrays to draw, or an error that names the one that cannot be drawn."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from semeq.eq.response import GRID_HZ
from semeq.errors import ParameterError

Float64Array = npt.NDArray[np.float64]


def freqs_or_grid(freq_hz: npt.ArrayLike | None) -> Float64Array:
    """Return frequencies in Hz as an array; the model's grid where none are given."""
    return GRID_HZ if freq_hz is None else check_numbers("freq_hz", freq_hz)


def check_curve(name: str, curve_db: npt.ArrayLike, freqs: Float64Array) -> Float64Array:
    """Return a curve that has one value per frequency, or raise ParameterError."""
    curve = check_numbers(name, curve_db)
    if curve.shape != freqs.shape or curve.ndim != 1:
        raise ParameterError(
            f"{name} must have one value for each of the {freqs.size} frequencies, "
            f"got shape {curve.shape}"
        )
    return curve


def check_numbers(name: str, values: npt.ArrayLike) -> Float64Array:
    """Return values as float64, or raise ParameterError."""
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ParameterError(f"{name} must hold numbers, got {values!r}") from error
