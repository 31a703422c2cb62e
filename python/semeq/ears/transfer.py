"""Transfer functions: the gain at each frequency between two versions of one recording."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.eq.response import GRID_HZ

Float64Array = npt.NDArray[np.float64]

_WINDOW_S = 0.75
_MAX_LAG_S = 1.0
_LAG_SEARCH_S = 20.0
_MIN_FFT = 64
_HALF_STEP = float(np.sqrt(GRID_HZ[1] / GRID_HZ[0]))
# Bands fade out between these levels, in dB relative to the loudest band: below the first, a
# band has no weight; above the second, its full weight.
_SILENT_DB, _AUDIBLE_DB = -90.0, -60.0


@dataclass(frozen=True, slots=True)
class Transfer:
    """Gain between two aligned recordings in bands of a tenth of an octave or less.

    Attributes
    ----------
    freq_hz : ndarray, shape (n,)
        Mean frequency of the first recording's energy in each band, in Hz.
    gain_db : ndarray, shape (n,)
        Gain in each band, in dB.
    weights : ndarray, shape (n,)
        Reliability of each gain, from 0 to 1.
    coherence : float
        Share of the second recording's energy that a linear filter of the first explains,
        from 0 to 1.
    lag_frames : int
        Delay of the second recording.
    """

    freq_hz: Float64Array
    gain_db: Float64Array
    weights: Float64Array
    coherence: float
    lag_frames: int


def transfer(before: Float64Array, after: Float64Array, *, sample_rate: float) -> Transfer:
    """Estimate the transfer function from cross-spectra (Welch's method, H1 estimator).

    J. S. Bendat & A. G. Piersol, *Random Data*, 2010, section 6.1.

    Parameters
    ----------
    before, after : ndarray of float64, shape (n_channels, n_frames)
        One recording before and after a filter; `after` may be delayed by up to a second, and
        may be shorter or longer.
    sample_rate : float
        In Hz.

    Returns
    -------
    Transfer
        In bands from 20 Hz to 20 kHz or to just below Nyquist.
    """
    lag = find_lag(before.mean(axis=0), after.mean(axis=0), sample_rate=sample_rate)
    before, after = _aligned(before, after, lag)
    n_frames = before.shape[1]
    n_fft = 2 ** int(np.log2(max(min(_WINDOW_S * sample_rate, n_frames / 2.5), _MIN_FFT)))
    auto_x, auto_y, cross = _spectra(before, after, n_fft)
    hz = np.arange(len(auto_x)) * (sample_rate / n_fft)
    edges = np.searchsorted(hz, [GRID_HZ / _HALF_STEP, GRID_HZ * _HALF_STEP])
    usable = (edges[1] > edges[0]) & (0.98 * sample_rate / 2 > GRID_HZ * _HALF_STEP)
    first, last = edges[0][usable], edges[1][usable]

    def in_bands(values: Float64Array) -> Float64Array:
        total = np.concatenate([[0.0], np.cumsum(values)])
        return np.asarray(total[last] - total[first])

    tiny = max(float(auto_x.max()), 1e-30) * 1e-16
    explained = np.abs(cross) ** 2 / (auto_x + tiny)  # power in `after` that is filtered `before`
    energy = in_bands(auto_x)
    gain = in_bands(explained) / np.maximum(energy, tiny)
    octave = in_bands(auto_x * np.log2(np.maximum(hz, 1.0))) / np.maximum(energy, tiny)
    coherent = in_bands(explained) / np.maximum(in_bands(auto_y), tiny)
    level_db = 10 * np.log10(np.maximum(energy, tiny) / max(float(energy.max()), tiny))
    audible = np.clip((level_db - _SILENT_DB) / (_AUDIBLE_DB - _SILENT_DB), 0.0, 1.0)
    weights = audible * np.clip(coherent, 0.0, 1.0) ** 4
    # In a nearly silent band, rounding errors could move the mean out of the band.
    limits = np.log2([GRID_HZ[usable] / _HALF_STEP, GRID_HZ[usable] * _HALF_STEP])
    return Transfer(
        freq_hz=np.exp2(np.clip(octave, *limits)),
        gain_db=10 * np.log10(np.maximum(gain, 1e-20)),
        weights=weights,
        coherence=float(explained.sum() / max(float(auto_y.sum()), tiny)),
        lag_frames=lag,
    )


def find_lag(before: Float64Array, after: Float64Array, *, sample_rate: float) -> int:
    """Find the delay of `after` in frames: the peak of the generalized cross-correlation.

    C. Knapp & G. Carter, "The generalized correlation method for estimation of time delay",
    1976, with the square root of the whitening called PHAT: the peak of
    :func:`scipy.signal.correlate` is so broad in music that an equalizer's phase moves it by
    up to a dozen frames; this one stayed within one.

    Parameters
    ----------
    before, after : ndarray of float64, shape (n_frames,)
        The first 20 s are compared.
    sample_rate : float
        In Hz.

    Returns
    -------
    int
        Frames, within ± 1 s; negative if `after` is early.

    Examples
    --------
    >>> noise = np.random.default_rng(0).standard_normal(4_000)
    >>> find_lag(noise[100:], noise[:-100], sample_rate=44_100)
    100
    """
    n = min(len(before), len(after), round(_LAG_SEARCH_S * sample_rate))
    n_fft = 1 << (2 * n - 1).bit_length()  # a power of two, so that no length is slow
    cross = np.conj(np.fft.rfft(before[:n], n_fft)) * np.fft.rfft(after[:n], n_fft)
    cross /= np.sqrt(np.abs(cross) + 1e-12 * np.abs(cross).max() + 1e-30)
    correlation = np.abs(np.fft.irfft(cross, n_fft))
    # An overlap shorter than the shortest spectrum tells nothing.
    reach = min(max(n - _MIN_FFT, 0), round(_MAX_LAG_S * sample_rate))
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
    """Sum auto- and cross-spectra over half-overlapping Hann windows and over channels.

    As :func:`scipy.signal.welch` and :func:`scipy.signal.csd` do, without their scale. Those
    transform each recording twice and hold all windows at once: for a stereo minute they take
    four times as long and 250 MB.
    """
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
