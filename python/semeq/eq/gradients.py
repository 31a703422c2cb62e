"""Curves of *params* together with their derivatives, for fits by least squares.

An RBJ section is the bilinear transform of an analog prototype, so its response at f is the
prototype's at ``x = tan(pi f / fs) / tan(pi f0 / fs)`` (R. Bristow-Johnson, *Audio EQ Cookbook*).
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from semeq.eq.params import FREQ_COLUMNS, GAIN_COLUMNS, N_PARAMS, Q_COLUMNS, SHELF_Q

Float64Array = npt.NDArray[np.float64]

_DB = 10.0 / math.log(10.0)
_LOG_AMP_PER_DB = math.log(10.0) / 40.0
_SHELVES, _PEAKS = (0, 4), slice(1, 4)

# Of the sample rate. Bands stop where the C++ design stops them; tan() has its pole at one half.
_HIGHEST_BAND, _HIGHEST_POINT = 0.49, 0.4999
_LOWEST_POINT_HZ = 1e-3


def curve_and_jacobian(
    params: Float64Array, freq_hz: Float64Array, sample_rate: float
) -> tuple[Float64Array, Float64Array]:
    """Return curves in dB and their derivatives.

    Parameters
    ----------
    params : ndarray, shape (n, 13)
        In SAFE order.
    freq_hz : ndarray, shape (n_freqs,)
        In Hz, from 0 to Nyquist.
    sample_rate : float
        In Hz.

    Returns
    -------
    curves_db : ndarray, shape (n, n_freqs)
    jacobian : ndarray, shape (n, 13, n_freqs)
        Derivative by each gain in dB, and by the natural logarithm of each frequency and Q.

    Examples
    --------
    >>> flat = np.array([[0.0, 100, 0, 250, 1, 0, 1e3, 1, 0, 3e3, 1, 0, 8e3]])
    >>> curve, jacobian = curve_and_jacobian(flat, np.array([1_000.0]), 44_100)
    >>> curve.item(), round(jacobian[0, 5].item(), 9)  # a dB of the peak at 1 kHz is a dB there
    (0.0, 1.0)
    """
    place = params[:, FREQ_COLUMNS] / sample_rate
    angle = np.pi * np.minimum(place, _HIGHEST_BAND)
    points = np.clip(freq_hz, _LOWEST_POINT_HZ, _HIGHEST_POINT * sample_rate)
    x2 = (np.tan(np.pi * points / sample_rate) / np.tan(angle)[..., np.newaxis]) ** 2
    x2_per_freq = np.where(place < _HIGHEST_BAND, -4.0 * angle / np.sin(2.0 * angle), 0.0)
    amp = np.exp(_LOG_AMP_PER_DB * params[:, GAIN_COLUMNS])[..., np.newaxis]
    q = params[:, Q_COLUMNS][..., np.newaxis]

    # The low shelf mirrors the high one: x -> 1/x.
    x2[:, 0] = 1.0 / x2[:, 0]
    curves, by_gain, by_x2 = np.empty((3, len(params), 5, freq_hz.size))
    jacobian = np.empty((len(params), N_PARAMS, freq_hz.size))
    curves[:, _SHELVES], by_gain[:, _SHELVES], by_x2[:, _SHELVES] = _high_shelf(
        x2[:, _SHELVES], amp[:, _SHELVES]
    )
    by_x2[:, 0] *= -1.0
    curves[:, _PEAKS], by_gain[:, _PEAKS], by_x2[:, _PEAKS], jacobian[:, Q_COLUMNS] = _peak(
        x2[:, _PEAKS], amp[:, _PEAKS], q
    )
    jacobian[:, GAIN_COLUMNS] = by_gain
    jacobian[:, FREQ_COLUMNS] = by_x2 * x2_per_freq[..., np.newaxis]
    return curves.sum(axis=1), jacobian


def peaks_and_slopes(
    freq_hz: Float64Array,
    gain_db: Float64Array,
    q: Float64Array,
    at_hz: Float64Array,
    sample_rate: float,
) -> tuple[Float64Array, Float64Array]:
    """Return the curve of each of several peaks, and its derivative by the peak's gain.

    Parameters
    ----------
    freq_hz, gain_db, q : ndarray, shape (n_peaks,)
        Centers in Hz, gains in dB, quality factors.
    at_hz : ndarray, shape (n_freqs,)
        In Hz.
    sample_rate : float
        In Hz.

    Returns
    -------
    curves_db, slopes : ndarray, shape (n_peaks, n_freqs)
        In dB, and in dB per dB.
    """
    center = np.tan(np.pi * np.minimum(freq_hz / sample_rate, _HIGHEST_BAND))[:, np.newaxis]
    points = np.clip(at_hz, _LOWEST_POINT_HZ, _HIGHEST_POINT * sample_rate)
    x2 = (np.tan(np.pi * points / sample_rate) / center) ** 2
    amp = np.exp(_LOG_AMP_PER_DB * gain_db)[:, np.newaxis]
    curves, slopes, _, _ = _peak(x2, amp, q[:, np.newaxis])
    return curves, slopes


def _high_shelf(
    x2: Float64Array, amp: Float64Array
) -> tuple[Float64Array, Float64Array, Float64Array]:
    """Return dB, and its derivatives by dB of gain and log x²."""
    rise = amp * x2
    damping = rise / SHELF_Q**2
    above = (1.0 - rise) ** 2 + damping
    below = (amp - x2) ** 2 + damping
    above_by_log = (damping - 2.0 * rise * (1.0 - rise)) / above
    by_amp = 2.0 + above_by_log - (damping + 2.0 * amp * (amp - x2)) / below
    by_x2 = above_by_log - (damping - 2.0 * x2 * (amp - x2)) / below
    return _DB * np.log(amp**2 * above / below), _DB * _LOG_AMP_PER_DB * by_amp, _DB * by_x2


def _peak(
    x2: Float64Array, amp: Float64Array, q: Float64Array
) -> tuple[Float64Array, Float64Array, Float64Array, Float64Array]:
    """Return dB, and its derivatives by dB of gain, log x² and log Q."""
    detune = (1.0 - x2) ** 2
    width = x2 / q**2
    wide, narrow = width * amp**2, width / amp**2
    above, below = detune + wide, detune + narrow
    up, down = wide / above, narrow / below
    detune_by_log = -2.0 * x2 * (1.0 - x2)
    by_x2 = up - down + detune_by_log * (1.0 / above - 1.0 / below)
    return (
        _DB * np.log(above / below),
        2.0 * _DB * _LOG_AMP_PER_DB * (up + down),
        _DB * by_x2,
        -2.0 * _DB * (up - down),
    )
