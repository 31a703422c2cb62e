"""Magnitude curves of *params* and of biquad sections."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.checks import check_freqs, check_sample_rate, check_sos
from semeq.eq.design import Design, check_design, check_params
from semeq.eq.params import N_PARAMS

GRID_HZ: npt.NDArray[np.float64] = np.geomspace(20.0, 20_000.0, 128)
"""The model's frequency grid: 128 log-spaced points from 20 Hz to 20 kHz."""
GRID_HZ.flags.writeable = False

MODEL_SAMPLE_RATE = 44_100.0
"""The sample rate for which the model's curves are computed, that of SAFE's settings, in Hz."""


def freqs_or_grid(freq_hz: npt.ArrayLike | None, sample_rate: float) -> npt.NDArray[np.float64]:
    """Return checked frequencies, or the model's grid for None, which must fit the rate too.

    Parameters
    ----------
    freq_hz : array_like, optional
        From 0 Hz to Nyquist. Default: the model's grid.
    sample_rate : float
        In Hz.

    Returns
    -------
    ndarray, shape (n_freqs,)
        In Hz.
    """
    return check_freqs(GRID_HZ if freq_hz is None else freq_hz, sample_rate)


def params_curve_db(
    params: npt.ArrayLike,
    freq_hz: npt.ArrayLike | None = None,
    *,
    sample_rate: float,
    design: Design = "rbj",
) -> npt.NDArray[np.float64]:
    """Magnitude curve of each row of *params*.

    Parameters
    ----------
    params : array_like, shape (..., 13)
        In SAFE order; frequencies and Qs > 0.
    freq_hz : array_like, shape (n_freqs,), optional
        From 0 Hz to Nyquist. Default: the model's grid, :data:`GRID_HZ`.
    sample_rate : float
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
    >>> params_curve_db(np.ones((4, 13)), sample_rate=44_100).shape
    (4, 128)
    """
    rows = check_params(params)
    rate = check_sample_rate(sample_rate)
    freqs = freqs_or_grid(freq_hz, rate)
    curves = _core.params_curve_db(rows.reshape(-1, N_PARAMS), freqs, rate, check_design(design))
    return curves.reshape(*rows.shape[:-1], len(freqs))


def model_curves_db(params: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Curves as the model knows them: on :data:`GRID_HZ`, at 44.1 kHz, by the cookbook.

    Parameters
    ----------
    params : array_like, shape (..., 13)
        In SAFE order; frequencies and Qs > 0.

    Returns
    -------
    ndarray, shape (..., 128)
        In dB.

    Raises
    ------
    ParameterError
        If the last axis is not 13 long or a value is out of range.

    Examples
    --------
    >>> model_curves_db(np.ones((4, 13))).shape
    (4, 128)
    """
    return params_curve_db(params, sample_rate=MODEL_SAMPLE_RATE)


def sos_curve_db(
    sos: npt.ArrayLike, freq_hz: npt.ArrayLike | None = None, *, sample_rate: float
) -> npt.NDArray[np.float64]:
    """Magnitude curve of sections in series.

    Parameters
    ----------
    sos : array_like, shape (n_sections, 6)
        scipy's convention, ``a0 = 1``.
    freq_hz : array_like, shape (n_freqs,), optional
        From 0 Hz to Nyquist. Default: :data:`GRID_HZ`.
    sample_rate : float
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
    >>> sos_curve_db([[2.0, 0, 0, 1, 0, 0]], [1_000.0], sample_rate=44_100).round(2)
    array([6.02])
    """
    rate = check_sample_rate(sample_rate)
    return _core.sos_curve_db(check_sos(sos), freqs_or_grid(freq_hz, rate), rate)
