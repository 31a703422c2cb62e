"""The networks of a settings model in the native engine, which executes nothing of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.eq.params import FREQ_COLUMNS, N_PARAMS
from semeq.files.tensor_checks import Tensors
from semeq.words.polish import curve_grid_hz, make_polish

Float32Array = npt.NDArray[np.float32]
Layers = list[tuple[Float32Array, Float32Array]]

LOWEST_FREQ_HZ, HIGHEST_FREQ_HZ = 1.0, 21_500.0
"""The encoder takes frequencies of bands beyond these for these."""

_HEARD = np.full((2, N_PARAMS), [[-np.inf], [np.inf]])
_HEARD[:, FREQ_COLUMNS] = [[LOWEST_FREQ_HZ], [HIGHEST_FREQ_HZ]]


class Network(Protocol):
    """The networks of one artifact. Methods may be called from several threads."""

    walker: _core.Walker
    """Latents of the words, walks between them, and the decoder."""

    def encode(self, params: Float32Array) -> Float32Array:
        """Map *params*, shape ``(n, 13)``, to latents, shape ``(n, latent_dim)``."""

    def embed(self, latents: Float32Array) -> Float32Array:
        """Map latents, shape ``(n, latent_dim)``, to embeddings, shape ``(n, embedding_dim)``."""


class NativeNetwork:
    """Linear layers with SiLU between them, as matrix products in the C++ core.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        What :func:`semeq.words.archive.read_weights` returned, which is checked.
    metadata : mapping
        The artifact's.
    """

    def __init__(self, tensors: Tensors, metadata: Mapping[str, Any]) -> None:
        self._low, self._span = tensors["normalizer.low"], tensors["normalizer.span"]
        self._is_log = tensors["normalizer.is_log"]
        self._grid_hz = curve_grid_hz(int(metadata["n_curve_points"]))
        self._curve_scale_db = float(metadata["curve_scale_db"])
        self._rate_hz = float(metadata["sample_rate_hz"])
        self.walker = make_walker(make_decoder(tensors), tensors, metadata)
        self._encoder = _core.Mlp(layers_of(tensors, "encoder"))
        self._embedding = _core.Mlp(layers_of(tensors, "embedding"))

    def encode(self, params: Float32Array) -> Float32Array:
        """Map *params*, shape ``(n, 13)``, to latents, shape ``(n, latent_dim)``."""
        return self._encoder.run(np.hstack([self._positions(params), self._curves(params)]))

    def embed(self, latents: Float32Array) -> Float32Array:
        """Map latents, shape ``(n, latent_dim)``, to embeddings, shape ``(n, embedding_dim)``."""
        return self._embedding.run(latents)

    def _positions(self, params: Float32Array) -> Float32Array:
        """Where params lie in their ranges, from -1 to 1."""
        logs = np.log(params, where=self._is_log, out=params.copy())
        return (2.0 * (logs - self._low) / self._span - 1.0).astype(np.float32)

    def _curves(self, params: Float32Array) -> Float32Array:
        """Points of the settings' curves, in units of the encoder."""
        rows = np.clip(params, *_HEARD, dtype=np.float64)
        # The core at once: checks of what is known would take ten times as long.
        curves = _core.params_curve_db(rows, self._grid_hz, self._rate_hz, "rbj")
        return (curves / self._curve_scale_db).astype(np.float32)


def make_decoder(tensors: Tensors) -> _core.Decoder:
    """Return the decoder of a settings model or of ears.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        With ``decoder.*``, ``normalizer.*`` and ``bounds``.
    """
    return _core.Decoder(
        layers_of(tensors, "decoder"),
        tensors["normalizer.low"],
        tensors["normalizer.span"],
        tensors["normalizer.is_log"].tolist(),
        tensors["bounds"],
    )


def make_walker(
    decoder: _core.Decoder | Callable[[Float32Array], Float32Array],
    tensors: Tensors,
    metadata: Mapping[str, Any],
) -> _core.Walker:
    """Return the walker over the tables of an artifact.

    Parameters
    ----------
    decoder : _core.Decoder or callable
        Maps float32 rows of latents to rows of 13 params.
    tensors : mapping of str to ndarray
        ``term_latents``, ``flat_latent`` and ``bounds``.
    metadata : mapping
        The artifact's; with ``polish`` if its latents are those of curves.
    """
    return _core.Walker(
        decoder,
        tensors["term_latents"],
        tensors["flat_latent"],
        tensors["bounds"],
        make_polish(tensors, metadata),
    )


def layers_of(tensors: Tensors, prefix: str) -> Layers:
    """Return weight and bias of each layer of one network.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        With ``prefix.0.weight``, ``prefix.0.bias``, ...
    prefix : str
        Name of the network.
    """
    n_layers = sum(name.startswith(f"{prefix}.") for name in tensors) // 2
    return [
        (tensors[f"{prefix}.{i}.weight"], tensors[f"{prefix}.{i}.bias"]) for i in range(n_layers)
    ]
