"""An artifact in memory, with the interface of a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from semeq import _core
from semeq.train.artifact.weights import float32
from semeq.train.data.table import Float64Array
from semeq.train.model.curve import SAMPLE_RATE_HZ
from semeq.train.model.isometric import CurveBasis
from semeq.words.polish import make_polish

POLISH = {"anchor_db": 0.7, "n_steps": 1}
"""How settings that an isometric model decodes are polished. A smaller anchor and more steps come
nearer to the curve, and make bands jump on the way."""


class ArtifactCodec:
    """An artifact in memory, or scripted as a file holds it, with the interface of a model."""

    def __init__(self, artifact: Any) -> None:
        self._artifact = artifact.eval()
        self._polish = polish_of(artifact)

    @torch.no_grad()
    def encode(self, params: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Map *params* ``(n, 13)`` to latents."""
        latents: npt.NDArray[np.float32] = self._artifact.encode(_tensor(params)).numpy()
        return latents

    @torch.no_grad()
    def decode(self, latents: npt.ArrayLike, *, polish: int | None = None) -> Float64Array:
        """Map latents to *params* ``(n, 13)``, polished as walks are or by so many steps."""
        rows = np.asarray(latents, dtype=np.float32)
        params = self._artifact.decode(_tensor(rows))
        if self._polish is None:
            return np.asarray(params.double().numpy())
        n_steps = self._polish.n_steps if polish is None else polish
        return self._polish.apply(rows, params.numpy(), n_steps).astype(np.float64)

    @torch.no_grad()
    def embed(self, latents: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Map latents to embeddings ``(n, embedding_dim)``."""
        embeddings: npt.NDArray[np.float32] = self._artifact.embed(_tensor(latents)).numpy()
        return embeddings

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


def polish_of(artifact: Any) -> _core.Polish | None:
    """Return what polishes the settings of an isometric model; None for another.

    Parameters
    ----------
    artifact : Artifact
        Not scripted.
    """
    if not isinstance(artifact.encoder, CurveBasis):
        return None
    tensors = {
        "encoder.0.weight": float32(artifact.encoder.linears[0].weight),
        "bounds": float32(artifact.bounds),
    }
    return make_polish(
        tensors,
        {
            "polish": POLISH,
            "n_curve_points": artifact.encoder.n_points,
            "curve_scale_db": artifact.curve_scale_db,
            "sample_rate_hz": SAMPLE_RATE_HZ,
        },
    )


def _tensor(values: npt.ArrayLike) -> torch.Tensor:
    return torch.as_tensor(np.asarray(values, dtype=np.float32))
