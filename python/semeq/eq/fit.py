"""Settings for any curve: bounded least squares on the response."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.checks import (
    MAX_THREADS,
    check_array,
    check_count,
    check_flag,
    check_number,
    check_sample_rate,
    show,
)
from semeq.checks.quoting import CONVERSION_ERRORS
from semeq.eq.fit_search import curve_search
from semeq.eq.response import freqs_or_grid
from semeq.eq.settings import EqSettings
from semeq.errors import ParameterError

Float64Array = npt.NDArray[np.float64]

_CURVES_AT_ONCE = 64
_LEAST_BANDS, _MOST_BANDS = 3, 16


@dataclass(frozen=True, slots=True)
class Fit:
    """Settings found for a curve, and what remains of the error.

    Attributes
    ----------
    settings : EqSettings
        Low shelf, peaks and high shelf.
    rms_db : float
        RMS difference between their curve and the one asked for. Where the level was free, a
        constant difference does not count.
    max_error_db : float
        Largest difference, counted in the same way.
    level_db : float
        Constant that brings their curve nearest to the one asked for; 0 where the level was
        not free.
    """

    settings: EqSettings
    rms_db: float
    max_error_db: float
    level_db: float


def fit_settings(
    curve_db: npt.ArrayLike,
    freq_hz: npt.ArrayLike | None = None,
    *,
    sample_rate: float,
    free_level: bool = True,
    weights: npt.ArrayLike | None = None,
    prior_db: float = 0.0,
    n_bands: int = 5,
) -> Fit:
    """Find the settings whose curve is nearest to a given one.

    Bounded least squares in dB (Levenberg-Marquardt with exact derivatives) from many starts.

    Parameters
    ----------
    curve_db : array_like, shape (n_freqs,)
        The curve to realize, in dB.
    freq_hz : array_like, shape (n_freqs,), optional
        Where it is given, from 0 Hz to Nyquist; log-spaced points weigh octaves alike.
        Default: the model's grid.
    sample_rate : float
        In Hz, from 8,000 to 384,000.
    free_level : bool, default True
        Let the result lie above or below the curve by a constant: only its shape counts.
    weights : array_like, shape (n_freqs,), optional
        Weight of the squared error of each point, >= 0. Default: all alike.
    prior_db : float, default 0.0
        Weight of a Gaussian prior on the bands, from 0 to 10: the RMS dB that one standard
        deviation of one of them costs. Among settings that fit equally well it chooses the
        likelier ones, which are easier to edit and to morph: their bands do not undo each other.

        ============= ====================================== ==================
        prior on      mean                                   standard deviation
        ============= ====================================== ==================
        gain          0 dB                                   12 dB
        log frequency 150, 310, 1,200, 4,000 and 7,000 Hz    a factor of e
        log Q         0.7, 0.7 and 0.8 (peaks)               a factor of e²
        ============= ====================================== ==================

        Of another number of peaks, frequencies are spread from 310 to 4,000 Hz.
    n_bands : int, default 5
        From 3 to 16: a low shelf, peaks and a high shelf.

    Returns
    -------
    Fit
        Low shelf, peaks and high shelf, with what remains of the error. Five bands lie within
        the bounds of the SAFE plug-in (:data:`semeq.eq.params.SAFE_BOUNDS`); of other numbers,
        the peaks are in ascending order, from 20 Hz to 20 kHz.

    Raises
    ------
    ParameterError
        If shapes differ, or a value is not finite or out of range.

    Examples
    --------
    >>> target = EqSettings.from_params([4, 120, 0, 300, 1, -3, 900, 1.2, 0, 3e3, 1, 5, 8e3])
    >>> fit = fit_settings(target.curve_db(sample_rate=48_000), sample_rate=48_000)
    >>> fit.rms_db < 0.1
    True
    """
    curve = check_array("curve_db", curve_db, dtype=np.float64)
    if curve.ndim != 1:
        raise ParameterError(
            f"curve_db must have shape (n_freqs,), got {curve.shape}; "
            "for several curves there is fit_settings_batch"
        )
    return fit_settings_batch(
        curve[np.newaxis],
        freq_hz,
        sample_rate=sample_rate,
        free_level=free_level,
        weights=weights,
        prior_db=prior_db,
        n_bands=n_bands,
    )[0]


def fit_settings_batch(
    curves_db: npt.ArrayLike,
    freq_hz: npt.ArrayLike | None = None,
    *,
    sample_rate: float,
    free_level: bool = True,
    weights: npt.ArrayLike | None = None,
    prior_db: float = 0.0,
    n_bands: int = 5,
    n_threads: int = 1,
) -> tuple[Fit, ...]:
    """Find settings for several curves, faster than one by one; results differ by rounding only.

    Parameters
    ----------
    curves_db : array_like, shape (n_curves, n_freqs)
        The curves to realize, in dB.
    freq_hz : array_like, shape (n_freqs,), optional
        Frequencies of all curves; default: the model's grid.
    sample_rate, free_level, weights, prior_db, n_bands : optional
        As in :func:`fit_settings`, the same for all curves.
    n_threads : int, default 1
        Threads that share the curves, from 1 to 1,024; results are the same.

    Returns
    -------
    tuple of Fit

    Raises
    ------
    ParameterError
        If shapes differ, or a value is not finite or out of range.

    Examples
    --------
    >>> freq_hz, curves_db = [40, 80, 2_000, 9_000], [[6, 6, 0, 0], [0, 0, 6, 6]]
    >>> low, high = fit_settings_batch(curves_db, freq_hz, sample_rate=44_100)
    >>> low.settings.curve_db(freq_hz, sample_rate=44_100).round() + low.level_db.__round__()
    array([6., 6., 0., 0.])
    """
    rate = check_sample_rate(sample_rate)
    freqs = freqs_or_grid(freq_hz, rate)
    curves = check_array("curves_db", curves_db, dtype=np.float64)
    if curves.ndim != 2 or curves.shape[1] != freqs.size or not freqs.size:
        raise ParameterError(
            f"a curve must have one value for each of the {freqs.size} frequencies, "
            f"got shape {curves.shape}"
        )
    free_level = check_flag("free_level", free_level)
    shares = _check_weights(weights, freqs.size)
    prior = check_number("prior_db", prior_db, 0.0, 10.0)
    n_threads = check_count("n_threads", n_threads, 1, MAX_THREADS)
    n_bands = check_count("n_bands", n_bands, _LEAST_BANDS, _MOST_BANDS)
    search = curve_search(freqs.tobytes(), shares.tobytes(), rate, free_level, prior, n_bands)
    found: list[Fit] = []
    for first in range(0, len(curves), _CURVES_AT_ONCE):
        some = curves[first : first + _CURVES_AT_ONCE]
        rows = search.rows(some, n_threads)
        errors = some - search.curves(rows)
        levels = errors @ shares if free_level else np.zeros(len(errors))
        errors -= levels[:, np.newaxis]
        rms = np.sqrt(np.square(errors) @ shares)
        heard = np.abs(errors[:, shares > 0]).max(axis=1)
        found += [
            Fit(search.layout.settings(row), *map(float, figures))
            for row, *figures in zip(rows, rms, heard, levels, strict=True)
        ]
    return tuple(found)


def _check_weights(weights: npt.ArrayLike | None, n_freqs: int) -> Float64Array:
    if weights is None:
        return np.full(n_freqs, 1.0 / n_freqs)
    try:
        mask = np.asarray(weights)
    except CONVERSION_ERRORS as error:
        raise ParameterError(f"weights must hold numbers, got {show(weights)}") from error
    given = mask.astype(np.float64) if mask.dtype == np.bool_ else mask
    array = check_array("weights", given, dtype=np.float64)
    if array.shape != (n_freqs,):
        raise ParameterError(f"weights must have shape ({n_freqs},), got {array.shape}")
    if not ((array >= 0).all() and array.any()):
        raise ParameterError("weights must be finite, >= 0 and not all 0")
    return np.asarray(array / array.sum())
