"""The blind estimator: what was heard to a latent, and through the decoder to settings."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.files.tensor_checks import Tensors
from semeq.words.network import layers_of, make_decoder

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
        self._noise, self._music, self._gate, self._scale = (
            _core.Mlp(layers_of(tensors, name)) for name in ("noise", "music", "gate", "scale")
        )
        self._decoder = make_decoder(tensors)

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
        return np.concatenate([self._decoder.decode(latent), half_width_db, latent], axis=1)


def _limited(scaled: npt.NDArray[Any]) -> Float32Array:
    limited: Float32Array = np.clip(np.nan_to_num(scaled, nan=0.0), -LIMIT, LIMIT, dtype=np.float32)
    return limited


def _sigmoid(x: Float32Array) -> Float32Array:
    # Beyond 80 the result is 0 or 1 in float32 all the same, and the exponential does not overflow.
    return np.asarray(1 / (1 + np.exp(np.clip(-x, -80, 80))), dtype=np.float32)
