"""Transfer functions: what was done to a recording, from before and after."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.eq.response import GRID_HZ

Float64Array = npt.NDArray[np.float64]

_WINDOW_S = 0.75
_LAG_S = 1.0
_LAG_SEARCH_S = 20.0
_HALF_STEP = float(np.sqrt(GRID_HZ[1] / GRID_HZ[0]))
_FADED_DB, _FULL_DB = (
    -90.0,
    -60.0,
)  # energy, relative to the loudest band, that counts not, or fully


@dataclass(frozen=True, slots=True)
class Transfer:
    """Gain between two aligned recordings in bands of a tenth of an octave or less.

    Attributes
    ----------
    freq_hz : ndarray, shape (n,)
        Where the energy of each band lies.
    gain_db : ndarray, shape (n,)
        Gain there.
    weights : ndarray, shape (n,)
        How much to believe it, from 0 to 1.
    coherence : float
        Share of the second recording's energy that is a filtered first.
    lag_frames : int
        By how much the second comes later.
    """

    freq_hz: Float64Array
    gain_db: Float64Array
    weights: Float64Array
    coherence: float
    lag_frames: int


def transfer(before: Float64Array, after: Float64Array, sample_rate: float) -> Transfer:
    """Estimate the transfer function from cross-spectra (Welch's method, H1 estimator).

    J. S. Bendat & A. G. Piersol, *Random Data*, 2010, section 6.1.

    Parameters
    ----------
    before, after : ndarray of float64, shape (n_channels, n_frames)
        Aligned within a second.
    sample_rate : float
        In Hz.
    """
    lag = find_lag(before.mean(axis=0), after.mean(axis=0), sample_rate)
    before, after = _aligned(before, after, lag)
    n_frames = before.shape[1]
    n_fft = 2 ** int(np.log2(max(min(_WINDOW_S * sample_rate, n_frames / 2.5), 64)))
    auto_x, auto_y, cross = _spectra(before, after, n_fft)
    hz = np.arange(len(auto_x)) * (sample_rate / n_fft)
    edges = np.searchsorted(hz, [GRID_HZ / _HALF_STEP, GRID_HZ * _HALF_STEP])
    usable = (edges[1] > edges[0]) & (0.98 * sample_rate / 2 > GRID_HZ * _HALF_STEP)
    first, last = edges[0][usable], edges[1][usable]

    def in_bands(values: Float64Array) -> Float64Array:
        total = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(total[last] - total[first])

    tiny = max(float(auto_x.max()), 1e-30) * 1e-16
    explained = np.abs(cross) ** 2 / (auto_x + tiny)  # the part of `after` that came from `before`
    energy = in_bands(auto_x)
    gain = in_bands(explained) / np.maximum(energy, tiny)
    center = np.exp(in_bands(auto_x * np.log(np.maximum(hz, 1.0))) / np.maximum(energy, tiny))
    coherent = in_bands(explained) / np.maximum(in_bands(auto_y), tiny)
    level_db = 10 * np.log10(np.maximum(energy, tiny) / max(float(energy.max()), tiny))
    audible = np.clip((level_db - _FADED_DB) / (_FULL_DB - _FADED_DB), 0.0, 1.0)
    weights = audible * np.clip(coherent, 0.0, 1.0) ** 4
    # Where next to nothing sounds, rounding decides where its energy lies.
    center = np.clip(center, GRID_HZ[usable] / _HALF_STEP, GRID_HZ[usable] * _HALF_STEP)
    return Transfer(
        freq_hz=center,
        gain_db=10 * np.log10(np.maximum(gain, 1e-20)),
        weights=weights,
        coherence=float(explained.sum() / max(float(auto_y.sum()), tiny)),
        lag_frames=lag,
    )


def find_lag(before: Float64Array, after: Float64Array, sample_rate: float) -> int:
    """Find by how many frames `after` comes later, within a second, from the cross-correlation.

    Examples
    --------
    >>> noise = np.random.default_rng(0).standard_normal(4_000)
    >>> find_lag(noise[100:], noise[:-100], 44_100)
    100
    """
    from scipy.fft import irfft, next_fast_len, rfft  # noqa: PLC0415  (slow to import)

    n = min(len(before), len(after), round(_LAG_SEARCH_S * sample_rate))
    n_fft = next_fast_len(2 * n, real=True)
    cross = np.conj(rfft(before[:n], n_fft)) * rfft(after[:n], n_fft)
    # Half whitened: bass alone has no sharp peak.
    cross /= np.sqrt(np.abs(cross) + 1e-12 * np.abs(cross).max() + 1e-30)
    correlation = np.abs(irfft(cross, n_fft))
    reach = min(n - 1, round(_LAG_S * sample_rate))
    lags = np.concatenate([np.arange(reach + 1), np.arange(-reach, 0)])
    return int(lags[correlation[lags].argmax()])


def _aligned(
    before: Float64Array, after: Float64Array, lag: int
) -> tuple[Float64Array, Float64Array]:
    before, after = before[:, max(-lag, 0) :], after[:, max(lag, 0) :]
    n_frames = min(before.shape[1], after.shape[1])
    return before[:, :n_frames], after[:, :n_frames]


def _spectra(
    before: Float64Array, after: Float64Array, n_fft: int
) -> tuple[Float64Array, Float64Array, npt.NDArray[np.complex128]]:
    window = np.hanning(n_fft + 1)[:-1]
    auto_x, auto_y = np.zeros(n_fft // 2 + 1), np.zeros(n_fft // 2 + 1)
    cross = np.zeros(n_fft // 2 + 1, dtype=np.complex128)
    for start in range(0, max(before.shape[1] - n_fft, 0) + 1, n_fft // 2):
        x = np.fft.rfft(before[:, start : start + n_fft] * window)
        y = np.fft.rfft(after[:, start : start + n_fft] * window)
        auto_x += (np.abs(x) ** 2).sum(axis=0)
        auto_y += (np.abs(y) ** 2).sum(axis=0)
        cross += (np.conj(x) * y).sum(axis=0)
    return auto_x, auto_y, cross
