"""The front end of the ears: 64 bands from 30 Hz to 18 kHz, and the power in them over time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.checks import check_sample_rate
from semeq.errors import ParameterError

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

N_BANDS = 64
LOWEST_HZ, HIGHEST_HZ = 30.0, 18_000.0
WINDOW_S = 8192 / 44_100

_HANN_MEAN_SQUARE = 3 / 8
_TINY = 1e-9  # a band that lies between two bins has no power
_MIN_HALF_WIDTH_HZ = 1.5 / WINDOW_S  # a Hann window resolves no finer


def window_frames(sample_rate: float) -> int:
    """Return the length of one analysis window: the power of two nearest to 0.19 s.

    Parameters
    ----------
    sample_rate : float
        In Hz, from 8,000 to 384,000.

    Returns
    -------
    int
        Frames.

    Examples
    --------
    >>> window_frames(44_100), window_frames(96_000)
    (8192, 16384)
    """
    return 1 << round(math.log2(WINDOW_S * check_sample_rate(sample_rate)))


@dataclass(frozen=True, slots=True, eq=False)
class Bands:
    """Triangles on a frequency axis, and the power in them in half-overlapping Hann windows.

    Attributes
    ----------
    centers_hz : ndarray, shape (n_bands,)
        Where each band has its peak.
    lower_hz, upper_hz : ndarray, shape (n_bands,)
        Where it begins and ends.

    Examples
    --------
    >>> BANDS.power(np.zeros((2, 44_100), np.float32), sample_rate=44_100).shape
    (2, 9, 64)
    """

    centers_hz: Float64Array
    lower_hz: Float64Array
    upper_hz: Float64Array

    def weights(self, sample_rate: float) -> Float32Array:
        """Return the bands as weights of the bins of one window.

        The power of a band is the mean power per Hz, times the width of an octave around its
        center, so that pink noise has the same in each.

        Parameters
        ----------
        sample_rate : float
            In Hz, from 8,000 to 384,000.

        Returns
        -------
        ndarray of float32, shape (n_bands, n_bins)
            0 throughout for a band that reaches beyond Nyquist.
        """
        n_window = window_frames(sample_rate)
        hz = np.arange(n_window // 2 + 1) * (sample_rate / n_window)
        # A bin stands for itself and its mirror image.
        per_hz = 2.0 / (_HANN_MEAN_SQUARE * n_window * sample_rate)
        weights = np.zeros((len(self.centers_hz), len(hz)), np.float32)
        for row, center, lower, upper in zip(
            weights, self.centers_hz, self.lower_hz, self.upper_hz, strict=True
        ):
            if upper <= sample_rate / 2:
                bins = slice(*np.searchsorted(hz, (lower, upper)))
                rise = (hz[bins] - lower) / (center - lower)
                fall = (upper - hz[bins]) / (upper - center)
                shape = np.minimum(rise, fall)
                row[bins] = shape * (per_hz * math.sqrt(0.5) * center / max(shape.sum(), _TINY))
        return weights

    def power(self, audio: Float32Array, *, sample_rate: float) -> Float32Array:
        """Measure the power per octave in half-overlapping Hann windows.

        Parameters
        ----------
        audio : ndarray of float32, shape (n_channels, n_frames)
            At least one window; what follows the last whole half window is not heard.
        sample_rate : float
            In Hz, from 8,000 to 384,000.

        Returns
        -------
        ndarray of float32, shape (n_channels, n_windows, n_bands)
            A full-scale sine has the power 0.5; bands beyond Nyquist are 0.

        Raises
        ------
        ParameterError
            If the shape or dtype differs, or the audio is shorter than one window.
        """
        rate = check_sample_rate(sample_rate)
        given: Any = audio  # by callers without types, too
        if not isinstance(given, np.ndarray) or given.dtype != np.float32 or given.ndim != 2:
            what = getattr(audio, "dtype", type(audio).__name__)
            raise ParameterError(
                "audio must be float32 of shape (n_channels, n_frames), "
                f"got {what} of shape {getattr(audio, 'shape', 'unknown')} "
                "(np.atleast_2d(audio).astype(np.float32))"
            )
        least = window_frames(rate)
        if audio.size == 0 or audio.shape[1] < least:
            raise ParameterError(f"audio must have at least {least} frames, got {audio.shape}")
        power: Float32Array = _meter(self, rate).power(np.ascontiguousarray(audio))
        return power


@lru_cache(maxsize=16)  # less than a megabyte each
def _meter(bands: Bands, sample_rate: float) -> _core.BandMeter:
    return _core.BandMeter(bands.weights(sample_rate))


def _neighboring_bands() -> Bands:
    """Log-spaced bands that end at their neighbors' centers, or as wide as a window resolves."""
    centers = np.geomspace(LOWEST_HZ, HIGHEST_HZ, N_BANDS)
    step = (HIGHEST_HZ / LOWEST_HZ) ** (1 / (N_BANDS - 1))
    return Bands(
        centers_hz=centers,
        lower_hz=np.minimum(centers / step, centers - _MIN_HALF_WIDTH_HZ),
        upper_hz=np.maximum(centers * step, centers + _MIN_HALF_WIDTH_HZ),
    )


BANDS = _neighboring_bands()
"""The bands that ears are trained with."""
