"""A curve that somebody is to rate, as an equalizer that plays it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.eq.graphic import graphic_eq
from semeq.eq.settings import EqSettings


@dataclass(frozen=True, slots=True)
class Probe:
    """An equalizer to listen to, and the curve that a rating of it tells of.

    Attributes
    ----------
    settings : EqSettings
        40 peaks that play the curve at the centers of its bands: what is rated is what is learned
        from. Five bands would miss it by 0.1 to 0.2 dB RMS.
    curve : tuple of 40 floats
        The shape, of mean 0 and standard deviation 1.
    error_db : float
        Largest distance of what is played from the curve, at the centers.
    """

    settings: EqSettings
    curve: tuple[float, ...]
    error_db: float


def make_probe(curve: npt.NDArray[np.float64], strength_db: float, sample_rate: float) -> Probe:
    """Return the probe of a shape.

    Parameters
    ----------
    curve : ndarray, shape (40,)
        Of mean 0 and standard deviation 1.
    strength_db : float
        From its lowest to its highest point, as it is played.
    sample_rate : float
        In Hz.
    """
    fit = graphic_eq(in_db(curve, strength_db), sample_rate=sample_rate)
    return Probe(fit.settings, tuple(curve.tolist()), fit.max_error_db)


def in_db(curve: npt.NDArray[np.float64], strength_db: float) -> npt.NDArray[np.float64]:
    """Return a shape as a curve in dB.

    Parameters
    ----------
    curve : ndarray, shape (40,)
        Not flat.
    strength_db : float
        From the lowest to the highest point of the result.

    Examples
    --------
    >>> in_db(np.array([-1.0, 0.0, 1.0]), 10.0)
    array([-5.,  0.,  5.])
    """
    return np.asarray(curve * (strength_db / np.ptp(curve)))
