"""Figures of magnitude curves in dB: size, shape, tilt; smoothing and change of grid.

Curves lie along the last axis; frequencies are log-spaced wherever a mean is taken, so that
octaves count alike.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Float64Array = npt.NDArray[np.float64]

TILT_LOW_HZ, TILT_HIGH_HZ = 500.0, 2_000.0
"""What :func:`tilt_db` compares: the range below the first with the range above the second."""

_LOWEST_HZ = 1e-3  # has a logarithm, which 0 Hz has not
_UNHEARD_WEIGHT = 1e-6  # defines a mean also where nothing has weight


def rms_db(curves_db: Float64Array) -> Float64Array:
    """Root mean square of curves; for a difference of two curves, their distance.

    Parameters
    ----------
    curves_db : ndarray, shape (..., n_freqs)
        In dB.

    Returns
    -------
    ndarray, shape (...)
        In dB.

    Examples
    --------
    >>> rms_db(np.array([3.0, -3.0])).item()
    3.0
    """
    return np.asarray(np.sqrt(np.mean(curves_db**2, axis=-1)))


def level_free(curves_db: Float64Array) -> Float64Array:
    """Remove the mean of each curve, which leaves its shape.

    Parameters
    ----------
    curves_db : ndarray, shape (..., n_freqs)
        In dB.

    Returns
    -------
    ndarray, shape (..., n_freqs)
        In dB, mean 0.

    Examples
    --------
    >>> level_free(np.array([1.0, 3.0]))
    array([-1.,  1.])
    """
    return np.asarray(curves_db - curves_db.mean(axis=-1, keepdims=True))


def tilt_db(curves_db: Float64Array, freq_hz: Float64Array) -> Float64Array:
    """Mean above 2 kHz less mean below 500 Hz: positive is bright.

    Parameters
    ----------
    curves_db : ndarray, shape (..., n_freqs)
        In dB.
    freq_hz : ndarray, shape (n_freqs,)
        In Hz, log-spaced.

    Returns
    -------
    ndarray, shape (...)
        In dB.

    Examples
    --------
    >>> tilt_db(np.array([-1.0, 0.0, 3.0]), np.array([100.0, 1e3, 1e4])).item()
    4.0
    """
    high = curves_db[..., freq_hz > TILT_HIGH_HZ].mean(axis=-1)
    return np.asarray(high - curves_db[..., freq_hz < TILT_LOW_HZ].mean(axis=-1))


def smooth(
    values_db: Float64Array, deviation: float, weights: Float64Array | None = None
) -> Float64Array:
    """Average each point of a curve with its neighbors, by a Gaussian kernel.

    Parameters
    ----------
    values_db : ndarray, shape (n_points,)
        Evenly (log-)spaced values, in dB.
    deviation : float
        Standard deviation of the kernel in points, > 0.
    weights : ndarray, shape (n_points,), optional
        Weight of each point, >= 0. Default: all alike.

    Returns
    -------
    ndarray, shape (n_points,)
        In dB.

    Examples
    --------
    >>> smooth(np.array([0.0, 0.0, 3.0, 0.0, 0.0]), 1.0).round(2)
    array([0.23, 0.77, 1.21, 0.77, 0.23])
    """
    index = np.arange(len(values_db))
    kernel = np.exp(-0.5 * ((index[:, np.newaxis] - index) / deviation) ** 2)
    if weights is not None:
        kernel *= weights + _UNHEARD_WEIGHT
    return np.asarray(kernel @ values_db / kernel.sum(axis=1))


def on_grid(
    curves_db: Float64Array, freq_hz: npt.ArrayLike, grid_hz: npt.ArrayLike
) -> Float64Array:
    """Interpolate curves over the logarithm of frequency; beyond the ends, the last value.

    Parameters
    ----------
    curves_db : ndarray, shape (n_freqs,) or (n, n_freqs)
        In dB.
    freq_hz : array_like, shape (n_freqs,)
        Where they are given, in Hz, increasing, >= 0.
    grid_hz : array_like, shape (n_points,)
        Where they are wanted, in Hz, >= 0.

    Returns
    -------
    ndarray, shape (n_points,) or (n, n_points)
        In dB.

    Examples
    --------
    >>> on_grid(np.array([0.0, 6.0]), [100.0, 400.0], [50.0, 200.0, 400.0])
    array([0., 3., 6.])
    """
    logs, grid = (np.log(np.maximum(hz, _LOWEST_HZ)) for hz in (freq_hz, grid_hz))
    if curves_db.ndim == 1:
        return np.interp(grid, logs, curves_db)
    curves = [np.interp(grid, logs, curve) for curve in curves_db]
    return np.array(curves).reshape(len(curves), grid.size)
