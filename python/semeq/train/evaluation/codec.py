"""What is judged: anything that encodes, decodes and walks between words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

import numpy as np
import numpy.typing as npt

from semeq.errors import WeakTermWarning
from semeq.train.data.table import Float64Array
from semeq.words.blend import blend
from semeq.words.model import Model
from semeq.words.morph import morph_batch


class Codec(Protocol):
    """What :func:`semeq.train.evaluation.evaluate.evaluate` judges."""

    def encode(self, params: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Map *params* ``(n, n_params)`` to latents ``(n, latent_dim)``."""

    def decode(self, latents: npt.ArrayLike, *, polish: int | None = None) -> Float64Array:
        """Map latents ``(n, latent_dim)`` to *params* ``(n, n_params)``, polished as walks are.

        `polish`: steps of it instead; no model that has none takes any.
        """

    def embed(self, latents: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Map latents to embeddings ``(n, embedding_dim)``, in which words were told apart."""

    def walk(self, term_a: str, term_b: str, alphas: npt.ArrayLike) -> Float64Array:
        """Return *params* ``(n, n_params)`` at `alphas` ``(n,)`` on the walk between two terms."""

    def blend(self, weights: Mapping[str, float]) -> Float64Array:
        """Return *params* ``(n_params,)`` of a weighted sum of terms, from the flat setting."""


class ModelCodec:
    """A loaded model, which walks as its users hear it.

    Parameters
    ----------
    model : Model
        As :func:`semeq.load_model` returns it.
    """

    def __init__(self, model: Model) -> None:
        self._model = model

    def encode(self, params: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Map *params* ``(n, 13)`` to latents ``(n, latent_dim)``."""
        return self._model.encode(params)

    def decode(self, latents: npt.ArrayLike, *, polish: int | None = None) -> Float64Array:
        """Map latents ``(n, latent_dim)`` to *params* ``(n, 13)``."""
        return self._model.decode(latents, polish=polish)

    def embed(self, latents: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Map latents to embeddings ``(n, embedding_dim)``."""
        return self._model.embed(latents)

    def walk(self, term_a: str, term_b: str, alphas: npt.ArrayLike) -> Float64Array:
        """Return *params* ``(n, 13)`` at `alphas` ``(n,)`` on the walk between two terms."""
        with _judging():
            return morph_batch(term_a, term_b, alphas, model=self._model)

    def blend(self, weights: Mapping[str, float]) -> Float64Array:
        """Return *params* ``(13,)`` of a weighted sum of terms, seen from the flat equalizer."""
        with _judging():
            return blend(weights, model=self._model).params


@contextmanager
def _judging() -> Iterator[None]:
    """Say nothing of thin words: they are asked for to be judged, not to be used."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", WeakTermWarning)
        yield
