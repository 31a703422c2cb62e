"""How much of a word a spectrum has, compared with a reference."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from semeq.ears.reference import MusicReference
from semeq.ears.spectrum import BandPower
from semeq.eq.response import GRID_HZ
from semeq.words.model import Model

Float64Array = npt.NDArray[np.float64]

_LIMIT_DB = 25.0  # a band that a codec cut off entirely says no more than this


class WordScale:
    """Axes of words in the space of spectra, scaled by how much a reference varies along them.

    A recording's z-score for a word is the projection of its deviation from the reference on
    the word's curve, over the standard deviation of that projection in the reference: 0 is
    average, +1 one standard deviation more of the word. Bands count by their width on the
    mel scale, so that a deep rumble, which varies most, decides little.

    Parameters
    ----------
    model : Model
        Its words are the axes.
    reference : MusicReference
        Where the mean and the covariance of spectra come from.
    centers_hz : ndarray, shape (n_bands,)
        Bands of the spectra.
    n_valid : int
        How many of them, from the lowest, were heard.
    duration_s : float
        Length of the recording: short ones deviate more.
    """

    def __init__(
        self,
        model: Model,
        reference: MusicReference,
        centers_hz: Float64Array,
        n_valid: int,
        duration_s: float,
    ) -> None:
        self.words = [info.term for info in model.vocabulary]
        self._mean_db = reference.mean_db
        self._n_valid = n_valid
        weights = band_weights(centers_hz)
        weights[n_valid:] = 0.0
        self._weights = weights / weights.sum()
        curves = word_curves_db(model, tuple(centers_hz))
        axes = (curves - (curves @ self._weights)[:, np.newaxis]) * self._weights
        covariance = reference.covariance(duration_s)
        deviation = np.sqrt(((axes @ covariance) * axes).sum(axis=1))
        self.axes: Float64Array = axes / np.maximum(deviation, 1e-9)[:, np.newaxis]
        power = np.square(axes) @ (1.0 / np.maximum(self._weights, 1e-9))
        self._directions = axes / np.sqrt(np.maximum(power, 1e-18))[:, np.newaxis]

    def deviation_db(self, levels_db: Float64Array) -> Float64Array:
        """Return levels ``(..., n_bands)`` less those of the reference, limited to ±25 dB.

        Bands that were not heard are 0.
        """
        deviation = np.zeros_like(levels_db)
        heard = slice(None, self._n_valid)
        difference = levels_db[..., heard] - self._mean_db[heard]
        difference -= np.median(difference, axis=-1, keepdims=True)
        deviation[..., heard] = np.clip(difference, -_LIMIT_DB, _LIMIT_DB)
        return deviation

    def correlations(self, deviation_db: Float64Array) -> Float64Array:
        """Correlate a deviation ``(n_bands,)`` with the curve of each word, ``(n_words,)``."""
        spread = deviation_db - deviation_db @ self._weights
        power = np.square(spread) @ self._weights
        return np.asarray(self._directions @ spread / np.sqrt(max(power, 1e-18)))

    def z_scores(self, levels_db: Float64Array) -> Float64Array:
        """Return the z-scores ``(..., n_words)`` of levels ``(..., n_bands)`` for each word."""
        z_scores: Float64Array = self.deviation_db(levels_db) @ self.axes.T
        return z_scores


def word_scale(model: Model, reference: MusicReference, heard: BandPower) -> WordScale:
    """Return the :class:`WordScale` for a recording, made once for equally long stretches."""
    return _scale(model, reference, tuple(heard.centers_hz), heard.n_valid, heard.duration_s)


@lru_cache(maxsize=32)
def _scale(
    model: Model,
    reference: MusicReference,
    centers_hz: tuple[float, ...],
    n_valid: int,
    duration_s: float,
) -> WordScale:
    return WordScale(model, reference, np.array(centers_hz), n_valid, duration_s)


def share_below(z_scores: npt.ArrayLike) -> Float64Array:
    """Return the share of the reference below a z-score: the normal distribution function.

    Examples
    --------
    >>> share_below([0.0, 1.645]).round(2)
    array([0.5 , 0.95])
    """
    z_scores = np.asarray(z_scores, dtype=np.float64)
    shares = [0.5 * math.erfc(-z / math.sqrt(2.0)) for z in z_scores.ravel().tolist()]
    return np.array(shares, dtype=np.float64).reshape(z_scores.shape)


def band_weights(centers_hz: Float64Array) -> Float64Array:
    """Return the weights of log-spaced bands: their width in mel (O'Shaughnessy, 1987), mean 1.

    Examples
    --------
    >>> [round(w, 1) for w in band_weights(np.array([100.0, 1_000.0, 10_000.0])).tolist()]
    [0.2, 1.1, 1.7]
    """
    weights = centers_hz / (700.0 + centers_hz)
    return np.asarray(weights / weights.mean())


@lru_cache(maxsize=8)
def word_curves_db(model: Model, centers_hz: tuple[float, ...]) -> Float64Array:
    """Return the words' curves in bands, shape ``(n_words, n_bands)``, read-only."""
    octaves, grid = np.log2(centers_hz), np.log2(GRID_HZ)
    curves = np.stack([np.interp(octaves, grid, curve) for curve in model.term_curves_db])
    curves.flags.writeable = False
    return curves
