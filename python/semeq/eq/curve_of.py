"""The curve of whatever describes an equalizer: settings, sections or a curve."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from semeq.checks import MAX_SAMPLE_RATE, check_array, check_freqs, check_sample_rate
from semeq.eq.curves import on_grid
from semeq.eq.response import GRID_HZ, sos_curve_db
from semeq.eq.settings import EqSettings
from semeq.errors import ParameterError

Float64Array = npt.NDArray[np.float64]

Eq: TypeAlias = EqSettings | npt.ArrayLike
"""Settings, sections ``(n_sections, 6)`` or a curve in dB ``(n_freqs,)``."""


def curve_of(
    eq: Eq,
    freq_hz: npt.ArrayLike | None = None,
    *,
    sample_rate: float,
    grid_hz: Float64Array | None = None,
) -> Float64Array:
    """Return the curve of settings, sections or a curve on a grid.

    Parameters
    ----------
    eq : EqSettings or array_like
        Settings, sections of shape ``(n_sections, 6)``, or a curve in dB.
    freq_hz : array_like, shape (n_freqs,), optional
        Frequencies of the values of a curve, in Hz, increasing. Default: the model's grid.
    sample_rate : float
        In Hz, for settings and sections.
    grid_hz : ndarray, shape (n_points,), optional
        Frequencies of the result, in Hz. Default: the model's grid. Points beyond `freq_hz`, or
        beyond Nyquist, continue the last value.

    Returns
    -------
    ndarray, shape (n_points,)
        In dB.

    Raises
    ------
    ParameterError
        If `eq` is none of these, or not finite.

    Examples
    --------
    >>> curve_of([0.0, 6.0], [100, 1_000], sample_rate=44_100)[[0, -1]]
    array([0., 6.])
    """
    rate = check_sample_rate(sample_rate)
    grid = GRID_HZ if grid_hz is None else grid_hz
    known_hz = np.minimum(grid, 0.5 * rate)
    if isinstance(eq, EqSettings):
        return eq.curve_db(known_hz, sample_rate=rate)
    try:
        array = check_array("eq", eq, dtype=np.float64)
    except ParameterError as error:
        raise ParameterError(_expected(str(error))) from error
    if array.ndim == 2 and array.shape[1] == 6:
        return sos_curve_db(array, known_hz, sample_rate=rate)
    freqs = GRID_HZ if freq_hz is None else check_freqs(freq_hz, MAX_SAMPLE_RATE)
    if array.shape != freqs.shape or not freqs.size:
        raise ParameterError(_expected(f"shape {array.shape} for {freqs.size} frequencies"))
    if not (np.diff(freqs) > 0).all():
        raise ParameterError("freq_hz must increase")
    return on_grid(array, freqs, grid)


def _expected(found: str) -> str:
    return (
        "expected EqSettings, sections of shape (n_sections, 6), or a curve in dB with one value "
        f"for each frequency of freq_hz ({GRID_HZ.size} points by default); got {found}"
    )
