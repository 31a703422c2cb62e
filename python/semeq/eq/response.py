"""Biquad sections and magnitude curves of equalizer settings."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, get_args

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.errors import ParameterError

if TYPE_CHECKING:
    from semeq.eq.settings import EqSettings

Design = Literal["rbj", "matched"]
"""``"rbj"``: the Audio EQ Cookbook, which narrows toward Nyquist as most equalizers
do. ``"matched"``: the analog prototype's curve, the same at any sample rate."""

MIN_SAMPLE_RATE = 8_000.0
MAX_SAMPLE_RATE = 384_000.0

GRID_HZ: npt.NDArray[np.float64] = np.geomspace(20.0, 20_000.0, 128)
"""The model's frequency grid: 128 log-spaced points from 20 Hz to 20 kHz."""
GRID_HZ.flags.writeable = False


def check_sample_rate(sample_rate: float) -> float:
    """Return the sample rate as a float, or raise ParameterError outside 8-384 kHz."""
    if not (math.isfinite(sample_rate) and MIN_SAMPLE_RATE <= sample_rate <= MAX_SAMPLE_RATE):
        raise ParameterError(
            f"sample_rate must be from {MIN_SAMPLE_RATE:.0f} to {MAX_SAMPLE_RATE:.0f} Hz, "
            f"got {sample_rate!r}"
        )
    return float(sample_rate)


def check_design(design: str) -> str:
    """Return the name of the design, or raise ParameterError for an unknown one."""
    if design not in get_args(Design):
        raise ParameterError(f"design must be 'rbj' or 'matched', got {design!r}")
    return design


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


def settings_to_sos(
    settings: EqSettings, sample_rate: float = 44_100, design: Design = "rbj"
) -> npt.NDArray[np.float64]:
    """Design the sections of settings; see :meth:`EqSettings.to_sos`."""
    bands = settings.bands
    return _core.bands_to_sos(
        [band.kind for band in bands],
        np.array([band.freq_hz for band in bands], dtype=np.float64),
        np.array([band.gain_db for band in bands], dtype=np.float64),
        np.array([band.q for band in bands], dtype=np.float64),
        check_sample_rate(sample_rate),
        check_design(design),
    )


def params_to_sos(
    params: npt.ArrayLike, sample_rate: float = 44_100, design: Design = "rbj"
) -> npt.NDArray[np.float64]:
    """Design the five sections of each row of *params*.

    Parameters
    ----------
    params : array_like, shape (..., 13)
        In SAFE order; frequencies and Qs > 0.
    sample_rate : float, default 44100
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
    >>> params_to_sos(np.ones((4, 13))).shape
    (4, 5, 6)
    """
    rows = _check_params(params)
    sos = _core.params_to_sos(
        rows.reshape(-1, 13), check_sample_rate(sample_rate), check_design(design)
    )
    return sos.reshape(*rows.shape[:-1], 5, 6)


def params_curve_db(
    params: npt.ArrayLike,
    freq_hz: npt.ArrayLike = GRID_HZ,
    sample_rate: float = 44_100,
    design: Design = "rbj",
) -> npt.NDArray[np.float64]:
    """Magnitude curve of each row of *params*.

    Parameters
    ----------
    params : array_like, shape (..., 13)
        In SAFE order; frequencies and Qs > 0.
    freq_hz : array_like, shape (n_freqs,)
        From 0 Hz to Nyquist. Default: the model's grid, :data:`GRID_HZ`.
    sample_rate : float, default 44100
        In Hz, from 8,000 to 384,000.
    design : {"rbj", "matched"}, default "rbj"
        How bands near Nyquist behave.

    Returns
    -------
    ndarray, shape (..., n_freqs)
        In dB.

    Raises
    ------
    ParameterError
        If a shape or value is out of range.

    Examples
    --------
    >>> params_curve_db(np.ones((4, 13))).shape
    (4, 128)
    """
    rows = _check_params(params)
    rate = check_sample_rate(sample_rate)
    freqs = check_freqs(freq_hz, rate)
    curves = _core.params_curve_db(rows.reshape(-1, 13), freqs, rate, check_design(design))
    return curves.reshape(*rows.shape[:-1], len(freqs))


def sos_curve_db(
    sos: npt.ArrayLike, freq_hz: npt.ArrayLike = GRID_HZ, sample_rate: float = 44_100
) -> npt.NDArray[np.float64]:
    """Magnitude curve of sections in series.

    Parameters
    ----------
    sos : array_like, shape (n_sections, 6)
        scipy's convention, ``a0 = 1``.
    freq_hz : array_like, shape (n_freqs,)
        From 0 Hz to Nyquist. Default: :data:`GRID_HZ`.
    sample_rate : float, default 44100
        In Hz, from 8,000 to 384,000.

    Returns
    -------
    ndarray, shape (n_freqs,)
        In dB.

    Raises
    ------
    ParameterError
        If a shape or value is out of range.

    Examples
    --------
    >>> sos_curve_db([[2.0, 0, 0, 1, 0, 0]], [1_000.0]).round(2)
    array([6.02])
    """
    rate = check_sample_rate(sample_rate)
    return _core.sos_curve_db(check_sos(sos), check_freqs(freq_hz, rate), rate)


def _check_params(params: npt.ArrayLike) -> npt.NDArray[np.float64]:
    rows = np.ascontiguousarray(params, dtype=np.float64)
    if rows.ndim < 1 or rows.shape[-1] != 13:
        raise ParameterError(f"params must have shape (..., 13), got {rows.shape}")
    if not np.isfinite(rows).all():
        raise ParameterError("params must be finite")
    if not (rows[..., (1, 3, 4, 6, 7, 9, 10, 12)] > 0).all():
        raise ParameterError("params must have frequencies and Qs > 0")
    return rows


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
