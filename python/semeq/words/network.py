"""The network of an artifact: decoded natively, and by libtorch where only its script can.

Walking and decoding need no libtorch where the decoder is linear layers with SiLU between them
and bfloat16 weights, as in every artifact of the default kind. Encoding, embedding and decoders
of another kind run the artifact's script.
"""

from __future__ import annotations

import os
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq._libtorch import load_infer
from semeq.errors import ModelLoadError, ParameterError
from semeq.words.tensors import Tensors, read_tensors

Float32Array = npt.NDArray[np.float32]

SAME_NETWORK = 1e-3
"""Two float32 evaluations of one network differ by rounding alone, two networks by more."""

_TABLES = ("term_latents", "flat_latent", "bounds")
_SCALE = ("normalizer.low", "normalizer.span", "normalizer.log_mask")


class Network:
    """The network of one artifact.

    Its tables and weights are read at once. The script is loaded, and libtorch with it, by the
    first call that needs it. Methods may be called from several threads.

    Parameters
    ----------
    path : path-like
        The artifact.
    n_terms : int
        How many words its metadata name.

    Attributes
    ----------
    walker : _core.Walker
        Points of the words, walks between them, and the decoder.

    Raises
    ------
    ModelLoadError
        If the artifact lacks a tensor, or shapes do not fit each other.
    """

    def __init__(self, path: str | os.PathLike[str], n_terms: int) -> None:
        tensors = read_tensors(path)
        self._path = path
        self._script = _Script(path)
        for name in _TABLES:
            if name not in tensors or tensors[name].dtype != np.float32:
                raise ModelLoadError(
                    f"{path} is not a semeq artifact: it has no float32 tensor {name!r}"
                )
        points, flat, bounds = (tensors[name] for name in _TABLES)
        if len(points) != n_terms:
            raise ModelLoadError(
                f"{path}: its metadata do not describe its network: they name {n_terms} words, "
                f"it has points of {len(points)}"
            )
        try:
            decoder = _native_decoder(tensors) or self._script.decode
            self.walker = _core.Walker(decoder, points, flat, bounds)
        except ParameterError:  # SEMEQ_ISA names no instruction set that runs here
            raise
        except (TypeError, ValueError) as error:
            raise ModelLoadError(f"{path} is not a semeq artifact: {error}") from error

    def encode(self, params: Float32Array) -> Float32Array:
        """Map *params*, shape ``(n, 13)``, to latents, shape ``(n, latent_dim)``.

        Raises
        ------
        ModelLoadError
            If libtorch is missing, or the script is not the network that the walker decodes.
        """
        latents: Float32Array = self._checked_script.engine.encode(params)
        return latents

    def embed(self, latents: Float32Array) -> Float32Array:
        """Map latents, shape ``(n, latent_dim)``, to embeddings, shape ``(n, embedding_dim)``.

        Raises
        ------
        ModelLoadError
            As :meth:`encode`.
        """
        embedding: Float32Array = self._checked_script.engine.embed(latents)
        return embedding

    @cached_property
    def _checked_script(self) -> _Script:
        """The script, once it has decoded every word as the walker does."""
        points = self.walker.term_latents
        scripted, native = self._script.decode(points), self.walker.decode(points)
        if not np.allclose(scripted, native, rtol=SAME_NETWORK, atol=SAME_NETWORK):
            raise ModelLoadError(f"{self._path}: its script does not decode as its weights do")
        return self._script


class _Script:
    """The TorchScript of an artifact, loaded by the first call."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = path

    @cached_property
    def engine(self) -> Any:
        infer = load_infer()
        try:
            return infer.Engine(os.fspath(self._path))
        except (infer.LoadError, UnicodeDecodeError) as error:
            raise ModelLoadError(f"{self._path} is not a semeq artifact: {error}") from error

    def decode(self, latents: Float32Array) -> Float32Array:
        params: Float32Array = self.engine.decode(latents)
        return params


def _native_decoder(tensors: Tensors) -> _core.Decoder | None:
    """Return the decoder without libtorch, or None where it is of another kind."""
    prefix = "decoder.layers."
    n_layers = sum(name.startswith(prefix) and name.endswith(".weight") for name in tensors)
    names = [(f"{prefix}{i}.weight", f"{prefix}{i}.bias") for i in range(n_layers)]
    if not names or not {*chain(*names), *_SCALE} <= tensors.keys():
        return None
    layers = [(tensors[weight], tensors[bias]) for weight, bias in names]
    if not all(_is_bfloat16(weight) for weight, _ in layers):
        return None
    low, span, is_log = (tensors[name] for name in _SCALE)
    return _core.Decoder(layers, low, span, is_log.tolist(), tensors["bounds"])


def _is_bfloat16(weight: Float32Array) -> bool:
    return not (weight.view(np.uint32) & 0xFFFF).any()
