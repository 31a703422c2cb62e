"""A graphic equalizer that plays the curve its faders draw."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.checks import check_sample_rate
from semeq.eq.gradients import peaks_and_slopes
from semeq.eq.params import MAX_ABS_GAIN_DB
from semeq.eq.settings import Band, EqSettings
from semeq.errors import ParameterError

Float64Array = npt.NDArray[np.float64]

SOCIALEQ_CENTERS_HZ = (
    *(20, 50, 83, 120, 161, 208, 259, 318, 383, 455, 537, 628, 729, 843, 971, 1114, 1273, 1452),
    *(1652, 1875, 2126, 2406, 2719, 3070, 3462, 3901, 4392, 4941, 5556, 6244, 7014, 7875, 8839),
    *(9917, 11124, 12474, 13984, 15675, 17566, 19682),
)
"""Centers of the 40 bands of SocialEQ, in Hz."""

_MAX_STEPS = 20
_DONE_DB = 1e-4
# Faders are weighed against what they cost: neighbors must not fight each other for a
# hundredth of a dB.
_RIDGE = 1e-4
# Bandwidth of a band in distances to its neighbors. Between the centers, the curves of SocialEQ's
# words leave the straight line by 0.9 dB with 1 and by 0.2 dB with 1.5; wider bands fight more.
_OVERLAP = 1.5


@dataclass(frozen=True, slots=True, init=False)
class GraphicEq(EqSettings):
    """Peaks at fixed centers whose cascade passes through the gains asked for.

    Peaks overlap, so that a cascade of peaks with the drawn gains plays something else: twice
    the curve and more. Here the gains are compensated by least squares (damped Gauss-Newton
    steps on the response) until the curve at the centers is the drawn one.

    Parameters
    ----------
    gains_db : array_like, shape (n_bands,)
        The curve to play at the centers, in dB, within ±30.
    centers_hz : sequence of float, shape (n_bands,)
        In Hz, increasing, above 0 and below 0.49 times the sample rate. Default: SocialEQ's 40.
    sample_rate : float, default 44100
        In Hz, for which the gains are compensated.

    Attributes
    ----------
    gains_db, centers_hz : tuple of float
        As asked for.
    max_error_db : float
        Largest distance of the curve from `gains_db` at the centers.

    Raises
    ------
    ParameterError
        If the shapes differ, or a value is out of range.

    Examples
    --------
    >>> drawn = [0, 3, 6, 6, 3, 0, -3, -3, 0, 3]
    >>> octaves = [31.5, 63, 125, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000]
    >>> eq = GraphicEq(drawn, octaves)
    >>> eq.curve_db(octaves).round(1) + 0.0
    array([ 0.,  3.,  6.,  6.,  3.,  0., -3., -3.,  0.,  3.])
    """

    gains_db: tuple[float, ...]
    centers_hz: tuple[float, ...]
    max_error_db: float

    def __init__(
        self,
        gains_db: npt.ArrayLike,
        centers_hz: npt.ArrayLike = SOCIALEQ_CENTERS_HZ,
        *,
        sample_rate: float = 44_100,
    ) -> None:
        rate = check_sample_rate(sample_rate)
        centers = _check_centers(centers_hz, rate)
        wanted = np.asarray(gains_db, dtype=np.float64)
        if wanted.shape != centers.shape:
            raise ParameterError(
                f"gains_db must have one value for each of the {centers.size} centers, "
                f"got shape {wanted.shape}"
            )
        if not (np.abs(wanted) <= 0.5 * MAX_ABS_GAIN_DB).all():
            raise ParameterError(
                f"gains_db must be within ±{0.5 * MAX_ABS_GAIN_DB:g} dB, "
                f"got {wanted[~(np.abs(wanted) <= 0.5 * MAX_ABS_GAIN_DB)][0]:g}"
            )
        q = _band_q(centers, rate)
        faders, errors = _compensate(wanted, centers, q, rate)
        bands = tuple(
            Band("peak", freq_hz, gain_db, width)
            for freq_hz, gain_db, width in zip(
                centers.tolist(), faders.tolist(), q.tolist(), strict=True
            )
        )
        for name, value in (
            ("bands", bands),
            ("gains_db", tuple(wanted.tolist())),
            ("centers_hz", tuple(centers.tolist())),
            ("max_error_db", float(np.abs(errors).max())),
        ):
            object.__setattr__(self, name, value)


def _check_centers(centers_hz: npt.ArrayLike, sample_rate: float) -> Float64Array:
    centers = np.asarray(centers_hz, dtype=np.float64)
    if centers.ndim != 1 or not centers.size:
        raise ParameterError(f"centers_hz must have shape (n_bands,), got {centers.shape}")
    highest = 0.49 * sample_rate
    if not ((centers > 0) & (centers < highest)).all():
        raise ParameterError(
            f"centers_hz must lie above 0 Hz and below 0.49 times the sample rate, "
            f"{highest:g} Hz; got {centers.min():g} to {centers.max():g}"
        )
    if not (np.diff(centers) > 0).all():
        raise ParameterError("centers_hz must increase")
    return centers


def _band_q(centers: Float64Array, sample_rate: float) -> Float64Array:
    """Q of bands as wide as the distance to their neighbors.

    Bandwidth to Q as in the *Audio EQ Cookbook*, with its correction for the bilinear
    transform, which narrows bands near Nyquist.
    """
    if centers.size == 1:
        return np.array([math.sqrt(2.0)])
    distance = np.diff(np.log(centers))
    ends = np.concatenate([distance[:1], distance, distance[-1:]])
    width = _OVERLAP * 0.5 * (ends[:-1] + ends[1:])
    angle = 2.0 * np.pi * centers / sample_rate
    return np.asarray(0.5 / np.sinh(0.5 * width * angle / np.sin(angle)))


def _compensate(
    wanted: Float64Array, centers: Float64Array, q: Float64Array, sample_rate: float
) -> tuple[Float64Array, Float64Array]:
    """Return the gains of the peaks, and by how much their curve misses the one wanted."""
    faders = 0.5 * wanted
    best = faders, np.full_like(wanted, np.inf)
    for _ in range(_MAX_STEPS):
        curves, slopes = peaks_and_slopes(centers, faders, q, centers, sample_rate)
        errors = wanted - curves.sum(axis=0)
        if np.abs(errors).max() < np.abs(best[1]).max():
            best = faders, errors
        if np.abs(errors).max() < _DONE_DB:
            break
        normal = slopes @ slopes.T + _RIDGE * np.eye(len(faders))
        step = np.linalg.solve(normal, slopes @ errors)
        faders = np.clip(faders + step, -MAX_ABS_GAIN_DB, MAX_ABS_GAIN_DB)
    return best
