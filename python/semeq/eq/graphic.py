"""A graphic equalizer that plays the curve its faders draw."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.checks import check_array, check_sample_rate
from semeq.eq.band import Band
from semeq.eq.least_squares import minimize
from semeq.eq.params import MAX_ABS_GAIN_DB
from semeq.eq.settings import EqSettings
from semeq.errors import ParameterError

Float64Array = npt.NDArray[np.float64]

SOCIALEQ_CENTERS_HZ = (
    *(20, 50, 83, 120, 161, 208, 259, 318, 383, 455, 537, 628, 729, 843, 971, 1114, 1273, 1452),
    *(1652, 1875, 2126, 2406, 2719, 3070, 3462, 3901, 4392, 4941, 5556, 6244, 7014, 7875, 8839),
    *(9917, 11124, 12474, 13984, 15675, 17566, 19682),
)
"""Centers of the 40 bands of SocialEQ, in Hz."""

MAX_DRAWN_DB = 0.5 * MAX_ABS_GAIN_DB
"""Largest gain that may be drawn; compensated gains may be larger."""

_MAX_STEPS = 40
_DONE_DB = 1e-4
# Bandwidth of a band in distances to its neighbors. Between the centers, the curves of SocialEQ's
# words leave the straight line by 0.9 dB with 1 and by 0.2 dB with 1.5; wider bands fight more.
_OVERLAP = 1.5


@dataclass(frozen=True, slots=True)
class GraphicFit:
    """Peaks at fixed centers whose cascade passes through the gains asked for.

    Attributes
    ----------
    settings : EqSettings
        One peak at each center.
    gains_db, centers_hz : tuple of float
        As asked for, in dB and Hz.
    max_error_db : float
        Largest distance of the curve from `gains_db` at the centers.
    """

    settings: EqSettings
    gains_db: tuple[float, ...]
    centers_hz: tuple[float, ...]
    max_error_db: float


def graphic_eq(
    gains_db: npt.ArrayLike,
    centers_hz: npt.ArrayLike | None = None,
    *,
    sample_rate: float,
) -> GraphicFit:
    """Find the peaks that play a curve drawn with the faders of a graphic equalizer.

    Peaks overlap, so that a cascade of peaks with the drawn gains plays a curve of twice the
    drawn gains and more. Here the gains are compensated by least squares (Levenberg-Marquardt
    steps on the response) until the curve at the centers is the drawn one.

    Parameters
    ----------
    gains_db : array_like, shape (n_bands,)
        The curve to play at the centers, in dB, within ±30.
    centers_hz : array_like, shape (n_bands,), optional
        In Hz, increasing, above 0 and below 0.49 times the sample rate. Default: SocialEQ's 40.
    sample_rate : float
        In Hz, for which the gains are compensated.

    Returns
    -------
    GraphicFit

    Raises
    ------
    ParameterError
        If the shapes differ, or a value is out of range.

    Examples
    --------
    >>> drawn = [0, 3, 6, 6, 3, 0, -3, -3, 0, 3]
    >>> octaves = [31.5, 63, 125, 250, 500, 1_000, 2_000, 4_000, 8_000, 16_000]
    >>> fit = graphic_eq(drawn, octaves, sample_rate=44_100)
    >>> fit.settings.curve_db(octaves, sample_rate=44_100).round(1) + 0.0
    array([ 0.,  3.,  6.,  6.,  3.,  0., -3., -3.,  0.,  3.])
    """
    rate = check_sample_rate(sample_rate)
    centers = _check_centers(SOCIALEQ_CENTERS_HZ if centers_hz is None else centers_hz, rate)
    wanted = check_array("gains_db", gains_db, -MAX_DRAWN_DB, MAX_DRAWN_DB, dtype=np.float64)
    if wanted.shape != centers.shape:
        raise ParameterError(
            f"gains_db must have one value for each of the {centers.size} centers, "
            f"got shape {wanted.shape}"
        )
    q = _band_q(centers, rate)
    faders, errors = _compensate(wanted, centers, q, rate)
    bands = zip(centers.tolist(), faders.tolist(), q.tolist(), strict=True)
    return GraphicFit(
        EqSettings(tuple(Band("peak", *values) for values in bands)),
        tuple(wanted.tolist()),
        tuple(centers.tolist()),
        float(np.abs(errors).max()),
    )


def _check_centers(centers_hz: npt.ArrayLike, sample_rate: float) -> Float64Array:
    centers = check_array("centers_hz", centers_hz, dtype=np.float64)
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
    kinds = ["peak"] * len(centers)

    def linearize(gains: Float64Array, _: object) -> tuple[Float64Array, Float64Array]:
        curves, jacobian = _core.bands_curve_jacobian(
            kinds, centers, gains[0], q, centers, sample_rate
        )
        return wanted - curves.sum(axis=0)[np.newaxis], jacobian[np.newaxis, :, 0]

    found, _ = minimize(
        linearize,
        0.5 * wanted[np.newaxis],
        low=-MAX_ABS_GAIN_DB,
        high=MAX_ABS_GAIN_DB,
        max_steps=_MAX_STEPS,
        max_move=MAX_ABS_GAIN_DB,
        good_enough=_DONE_DB**2,
    )
    return found[0], linearize(found, None)[0][0]
