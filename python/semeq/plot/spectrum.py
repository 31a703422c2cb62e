"""A figure of the long-term spectrum of audio."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from semeq.checks import check_sample_rate
from semeq.eq.response import GRID_HZ
from semeq.errors import ParameterError
from semeq.plot.arrays import check_numbers
from semeq.plot.axes import frequency_axis, new_axes

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def plot_spectrum(
    audio: npt.ArrayLike, *, sample_rate: float, ax: Axes | None = None, **line: Any
) -> Axes:
    """Draw the long-term power spectrum of audio, smoothed over a sixth of an octave.

    Parameters
    ----------
    audio : array_like, shape (n_frames,) or (n_channels, n_frames)
        The power of the channels is averaged.
    sample_rate : float
        In Hz, from 8,000 to 384,000.
    ax : matplotlib Axes, optional
        Default: a new figure's.
    **line
        Passed to :meth:`matplotlib.axes.Axes.plot`.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ParameterError
        If the shape differs, or the sample rate is out of range.

    Examples
    --------
    >>> noise = np.random.default_rng(0).standard_normal(44_100)
    >>> plot_spectrum(noise, sample_rate=44_100).get_xlabel()
    'frequency (Hz)'
    """
    rate = check_sample_rate(sample_rate)
    samples = check_numbers("audio", audio)
    if samples.ndim not in (1, 2) or not samples.size:
        raise ParameterError(
            f"audio must be (n_frames,) or (n_channels, n_frames), got shape {samples.shape}"
        )
    power = np.mean(np.abs(np.fft.rfft(np.atleast_2d(samples))) ** 2, axis=0)
    freq_hz = np.fft.rfftfreq(samples.shape[-1], 1 / rate)
    grid = GRID_HZ[rate / 2 > GRID_HZ]
    half_band = 2 ** (1 / 12)
    first, last = np.searchsorted(freq_hz, [grid / half_band, grid * half_band])
    first = np.minimum(first, len(power) - 1)
    energy = np.concatenate([[0.0], np.cumsum(power)])
    width = np.maximum(last - first, 1)
    mean = (energy[first + width] - energy[first]) / width
    ax = new_axes(ax)
    ax.plot(grid, 10 * np.log10(np.maximum(mean / power.size, 1e-20)), **line)
    ax.set_ylabel("level (dB)")
    return frequency_axis(ax)
