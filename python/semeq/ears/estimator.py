"""The blind estimator: what was heard to a latent, and through the decoder to settings."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.ears.tensors import Layers, Tensors, layers_of

Float32Array = npt.NDArray[np.float32]

LIMIT = 4.0
"""Scaled features beyond this count as this."""

LEVEL_SCALE_DB = 6.0
"""What the expert for noise takes for one unit of level."""


class Estimator:
    """Two experts, one for noise and one for music, mixed by how much the bands move.

    Training makes it (:class:`semeq.train.ears.estimator.BlindEstimator`); here it runs without
    torch. Methods may be called from several threads.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        Those of an artifact of ears.
    """

    def __init__(self, tensors: Tensors) -> None:
        self._tensors = tensors
        n_bands, latent_dim = len(tensors["noise_profile"]), len(tensors["latent_mean"])
        self._noise = _Mlp(layers_of(tensors, "noise"), n_bands, latent_dim)
        self._music = _Mlp(layers_of(tensors, "music"), 2 * n_bands, latent_dim)
        self._gate = _Mlp(layers_of(tensors, "gate"), n_bands, 1)
        self._scale = _Mlp(layers_of(tensors, "scale"), 2 * n_bands, 1)
        decoder = _core.Decoder(
            layers_of(tensors, "decoder"),
            tensors["normalizer.low"],
            tensors["normalizer.span"],
            tensors["normalizer.is_log"].tolist(),
            tensors["bounds"],
        )
        mean = tensors["latent_mean"]
        self._walker = _core.Walker(decoder, mean[np.newaxis], mean, tensors["bounds"])

    def estimate(self, features: Float32Array) -> Float32Array:
        """Return what :meth:`semeq.ears.artifact.Ears.estimate` does, for checked features.

        Parameters
        ----------
        features : ndarray of float32, shape (n, 128)
            Levels and spreads in dB; NaN where a band was not heard.

        Returns
        -------
        ndarray of float32, shape (n, 13 + 64 + latent_dim)
        """
        t = self._tensors
        n_bands = len(t["noise_profile"])
        # A band that was not heard counts as in the average recording.
        with np.errstate(over="ignore"):  # it is limited
            x = _limited((features - t["feature_mean"]) / t["feature_scale"])
        levels = _limited(features[:, :n_bands] / LEVEL_SCALE_DB)
        steady = _sigmoid(self._gate.run(np.ascontiguousarray(x[:, n_bands:])))
        mixed = steady * self._noise.run(levels) + (1 - steady) * self._music.run(x)
        latent = t["latent_mean"] + t["latent_scale"] * mixed
        profile = steady * t["noise_profile"] + (1 - steady) * t["music_profile"]
        log_scale = profile + (1 - steady) * np.tanh(self._scale.run(x))
        half_width_db = t["interval_factor"] * np.exp(log_scale)
        return np.concatenate([self._walker.decode(latent), half_width_db, latent], axis=1)


class _Mlp:
    """Linear layers with SiLU between them; ValueError unless they map `n_in` to `n_out`."""

    def __init__(self, layers: Layers, n_in: int, n_out: int) -> None:
        widths = [n_in, *(len(bias) for _, bias in layers)]
        shapes = [weight.shape for weight, _ in layers]
        if shapes != [(b, a) for a, b in pairwise(widths)] or widths[-1] != n_out:
            raise ValueError(f"layers of {shapes} do not map {n_in} values to {n_out}")
        self._layers = layers

    def run(self, rows: Float32Array) -> Float32Array:
        for i, (weight, bias) in enumerate(self._layers):
            rows = rows @ weight.T + bias
            if i + 1 < len(self._layers):
                rows = rows * _sigmoid(rows)
        return rows


def _limited(scaled: npt.NDArray[Any]) -> Float32Array:
    limited: Float32Array = np.clip(np.nan_to_num(scaled, nan=0.0), -LIMIT, LIMIT, dtype=np.float32)
    return limited


def _sigmoid(x: Float32Array) -> Float32Array:
    # Beyond 80 the result is 0 or 1 in float32 all the same, and the exponential does not overflow.
    return np.asarray(1 / (1 + np.exp(np.clip(-x, -80, 80))), dtype=np.float32)
