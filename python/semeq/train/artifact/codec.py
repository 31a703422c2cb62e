"""An artifact in memory, with the interface of a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from semeq.train.data.table import Float64Array


class ArtifactCodec:
    """An artifact in memory, or scripted as a file holds it, with the interface of a model."""

    def __init__(self, artifact: Any) -> None:
        self._artifact = artifact.eval()

    @torch.no_grad()
    def encode(self, params: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Map *params* ``(n, 13)`` to latents."""
        latents: npt.NDArray[np.float32] = self._artifact.encode(_tensor(params)).numpy()
        return latents

    @torch.no_grad()
    def decode(self, latents: npt.ArrayLike) -> Float64Array:
        """Map latents to *params* ``(n, 13)``."""
        params: Float64Array = self._artifact.decode(_tensor(latents)).double().numpy()
        return params

    def walk(self, term_a: str, term_b: str, alphas: npt.ArrayLike) -> Float64Array:
        """Return *params* ``(n, n_params)`` on the straight walk between two terms.

        Parameters
        ----------
        term_a, term_b : str
            Where the walk starts and ends.
        alphas : array_like, shape (n,)
            0 is `term_a`, 1 is `term_b`.
        """
        a, b = (
            self._artifact.term_latents[self._artifact.terms.index(word)]
            for word in (term_a, term_b)
        )
        return self.decode(torch.lerp(a, b, _tensor(alphas)[:, None]))

    def blend(self, weights: Mapping[str, float]) -> Float64Array:
        """Return *params* ``(n_params,)`` of a weighted sum of terms.

        Parameters
        ----------
        weights : mapping of str to float
            How far each term moves the flat setting toward its latent.
        """
        flat, terms = self._artifact.flat_latent, self._artifact.terms
        latents = self._artifact.term_latents[[terms.index(word) for word in weights]]
        latent = flat + _tensor(list(weights.values())) @ (latents - flat)
        return np.asarray(self.decode(latent[np.newaxis])[0])


def _tensor(values: npt.ArrayLike) -> torch.Tensor:
    return torch.as_tensor(np.asarray(values, dtype=np.float32))
