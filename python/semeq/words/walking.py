"""Load what walks between words, straight from an artifact's tensors.

Decoding needs no libtorch where the decoder is linear layers with SiLU between them and
bfloat16 weights, as in every artifact of the default kind; another decoder is called back.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from itertools import chain

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq.errors import ModelLoadError
from semeq.words.tensors import Tensors, read_tensors

Float32Array = npt.NDArray[np.float32]
Decode = Callable[[Float32Array], Float32Array]

_SCALE = ("normalizer.low", "normalizer.span", "normalizer.log_mask")


def load_walker(path: str | os.PathLike[str], n_terms: int, script_decode: Decode) -> _core.Walker:
    """Return the native walker of an artifact.

    Parameters
    ----------
    path : path-like
        The artifact.
    n_terms : int
        Words that its metadata name.
    script_decode : callable
        Latents ``(n, latent_dim)`` to *params* ``(n, 13)`` through libtorch, for a decoder of
        another kind.

    Raises
    ------
    ModelLoadError
        If the artifact lacks a tensor, or their shapes do not agree.
    """
    tensors = read_tensors(path)
    for name in ("term_latents", "flat_latent", "bounds"):
        if name not in tensors or tensors[name].dtype != np.float32:
            raise ModelLoadError(
                f"{path} is not a semeq artifact: it has no float32 tensor {name!r}"
            )
    points = tensors["term_latents"]
    if len(points) != n_terms:
        raise ModelLoadError(
            f"{path}: its metadata do not describe its network: they name {n_terms} words, "
            f"it has points of {len(points)}"
        )
    try:
        decode = _native_decoder(tensors) or script_decode
        return _core.Walker(decode, points, tensors["flat_latent"], tensors["bounds"])
    except (TypeError, ValueError) as error:
        raise ModelLoadError(f"{path} is not a semeq artifact: {error}") from error


def _native_decoder(tensors: Tensors) -> _core.Decoder | None:
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
