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

_LIMIT_DB = 25.0  # a single band says no more than this
_DOUBT_DB2 = 4.0  # of a band: finer differences between recordings say nothing of either


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
    n_heard : int
        How many of them, from the lowest, were heard: those below Nyquist and below the cut-off of
        a codec. The others count neither for nor against a word.
    duration_s : float
        Length of the recording: short ones deviate more.
    """

    def __init__(
        self,
        model: Model,
        reference: MusicReference,
        centers_hz: Float64Array,
        n_heard: int,
        duration_s: float,
    ) -> None:
        self.words = [info.term for info in model.vocabulary]
        self._mean_db = reference.mean_db
        self.n_heard = n_heard
        axes = word_axes(model, tuple(centers_hz), n_heard)
        covariance = reference.covariance(duration_s)
        deviation = np.sqrt(((axes @ covariance) * axes).sum(axis=1))
        self.axes: Float64Array = axes / np.maximum(deviation, 1e-9)[:, np.newaxis]
        self._whitening = _whitening(covariance[:n_heard, :n_heard])
        curves = word_curves_db(model, tuple(centers_hz))[:, :n_heard] @ self._whitening.T
        self._directions = curves / np.maximum(np.linalg.norm(curves, axis=1), 1e-9)[:, np.newaxis]

    def deviation_db(self, levels_db: Float64Array) -> Float64Array:
        """Return levels ``(..., n_bands)`` less those of the reference, limited to ±25 dB.

        Bands that were not heard are 0.
        """
        deviation = np.zeros_like(levels_db)
        heard = slice(None, self.n_heard)
        difference = levels_db[..., heard] - self._mean_db[heard]
        difference -= np.median(difference, axis=-1, keepdims=True)
        deviation[..., heard] = np.clip(difference, -_LIMIT_DB, _LIMIT_DB)
        return deviation

    def correlations(self, deviation_db: Float64Array) -> Float64Array:
        """Correlate a deviation ``(n_bands,)`` with the curve of each word, ``(n_words,)``.

        Both are whitened by how music varies, their level removed: what recordings often differ
        by, such as the two ends of the spectrum, counts less than what is rare.
        """
        white = self._whitening @ deviation_db[: self.n_heard]
        return np.asarray(self._directions @ white / max(float(np.linalg.norm(white)), 1e-9))

    def z_scores(self, levels_db: Float64Array) -> Float64Array:
        """Return the z-scores ``(..., n_words)`` of levels ``(..., n_bands)`` for each word."""
        z_scores: Float64Array = self.deviation_db(levels_db) @ self.axes.T
        return z_scores


def word_scale(model: Model, reference: MusicReference, heard: BandPower) -> WordScale:
    """Return the :class:`WordScale` for a recording, made once for equally long stretches."""
    return _scale(model, reference, tuple(heard.centers_hz), heard.n_heard, heard.duration_s)


@lru_cache(maxsize=32)
def _scale(
    model: Model,
    reference: MusicReference,
    centers_hz: tuple[float, ...],
    n_heard: int,
    duration_s: float,
) -> WordScale:
    return WordScale(model, reference, np.array(centers_hz), n_heard, duration_s)


def _whitening(covariance: Float64Array) -> Float64Array:
    """Return a matrix that makes deviations equally likely in all directions, but for the level."""
    root = np.linalg.cholesky(covariance + _DOUBT_DB2 * np.eye(len(covariance)))
    white = np.linalg.inv(root)
    level = white.sum(axis=1)
    return np.asarray(white - np.outer(level, level @ white) / (level @ level))


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


def heard_weights(centers_hz: Float64Array, n_heard: int) -> Float64Array:
    """Return :func:`band_weights` of the bands that were heard, 0 for the others, sum 1."""
    weights = band_weights(centers_hz)
    weights[n_heard:] = 0.0
    return np.asarray(weights / weights.sum())


def word_axes(model: Model, centers_hz: tuple[float, ...], n_heard: int) -> Float64Array:
    """Return the words' weighted curves without their level, shape ``(n_words, n_bands)``.

    Bands that were not heard are 0.
    """
    weights = heard_weights(np.array(centers_hz), n_heard)
    curves = word_curves_db(model, centers_hz)
    return np.asarray((curves - (curves @ weights)[:, np.newaxis]) * weights)


@lru_cache(maxsize=8)
def word_curves_db(model: Model, centers_hz: tuple[float, ...]) -> Float64Array:
    """Return the words' curves in bands, shape ``(n_words, n_bands)``, read-only."""
    octaves, grid = np.log2(centers_hz), np.log2(GRID_HZ)
    curves = np.stack([np.interp(octaves, grid, curve) for curve in model.term_curves_db])
    curves.flags.writeable = False
    return curves
