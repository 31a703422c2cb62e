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
    rows = check_params(params)
    rate = check_sample_rate(sample_rate)
    freqs = check_freqs(freq_hz, rate)
    curves = _core.params_curve_db(rows.reshape(-1, N_PARAMS), freqs, rate, check_design(design))
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
