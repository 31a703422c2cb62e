"""The networks of a settings model as its script defines them, run by libtorch.

The script is a program, and running it is as safe as importing a module from the same source.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq._libtorch import load_infer
from semeq.errors import ModelLoadError
from semeq.files.tensor_checks import Tensors
from semeq.words.network import make_walker

Float32Array = npt.NDArray[np.float32]


class ScriptedNetwork:
    """What an artifact's ``encode``, ``decode`` and ``embed`` do, whatever they are.

    Parameters
    ----------
    path : path-like
        The artifact; its program is loaded at once.
    tensors : mapping of str to ndarray
        The tables of its ``weights.npz``.
    metadata : mapping
        The artifact's.

    Attributes
    ----------
    walker : _core.Walker
        Latents of the words, walks between them, and the decoder.

    Raises
    ------
    ModelLoadError
        If libtorch is missing or another version, or the program is not that of a settings model.
    """

    def __init__(
        self, path: str | os.PathLike[str], tensors: Tensors, metadata: Mapping[str, Any]
    ) -> None:
        self._path = path
        infer = load_infer()
        try:
            self._engine = infer.Engine(os.fspath(path))
        except (infer.LoadError, UnicodeDecodeError) as error:
            raise ModelLoadError(f"the script of {path} cannot be run: {error}") from error
        self.walker = make_walker(self._engine.decode, tensors, metadata)

    def encode(self, params: Float32Array) -> Float32Array:
        """Map *params*, shape ``(n, 13)``, to latents, shape ``(n, latent_dim)``."""
        latents: Float32Array = self._engine.encode(params)
        return latents

    def embed(self, latents: Float32Array) -> Float32Array:
        """Map latents, shape ``(n, latent_dim)``, to embeddings, shape ``(n, embedding_dim)``.

        Raises
        ------
        ModelLoadError
            If the script has no such method.
        """
        if not self._engine.embedding_dim:
            raise ModelLoadError(f"the script of {self._path} has no method 'embed'")
        embedding: Float32Array = self._engine.embed(latents)
        return embedding
