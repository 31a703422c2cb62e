"""Write a trained model as an artifact: one file with tensors, metadata and a script."""

import io
import json
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from semeq.hashing import tensors_sha256
from semeq.train.model.bounds import clamp_to_bounds
from semeq.train.model.networks import Autoencoder
from semeq.train.model.spaces import Space
from semeq.words.archive import METADATA_NAME, WEIGHTS_NAME
from semeq.words.seal import seal

Tensors = Mapping[str, npt.NDArray[Any]]


class Artifact(nn.Module):
    """What is scripted: ``encode``, ``decode``, ``embed`` and the table of terms.

    Parameters
    ----------
    model : Autoencoder
        The trained networks.
    projection : Module
        Latent to embedding, ``(n, latent_dim)`` to ``(n, embedding_dim)``.
    terms : sequence of str
        The vocabulary.
    term_latents : Tensor, shape (n_terms, latent_dim)
        Latent of each term, in the same order.
    """

    terms: list[str]
    term_latents: Tensor
    flat_latent: Tensor
    bounds: Tensor

    def __init__(
        self, model: Autoencoder, projection: nn.Module, terms: Sequence[str], term_latents: Tensor
    ) -> None:
        super().__init__()
        self.normalizer = model.normalizer
        self.curve = model.curve
        self.encoder = model.encoder
        self.decoder = model.decoder
        self.projection = projection
        self.use_curve = model.use_curve
        self.latent_dim = model.latent_dim
        self.curve_scale_db = model.curve_scale_db
        self.terms = list(terms)
        self.register_buffer("term_latents", term_latents.detach().float())
        self.register_buffer("flat_latent", model.encode(_flat_params(model.space))[0].detach())
        self.register_buffer("bounds", torch.tensor(model.space.bounds, dtype=torch.float32))

    @torch.jit.export
    def encode(self, params: Tensor) -> Tensor:
        """Map physical *params* ``(n, n_params)`` to latents ``(n, latent_dim)``."""
        features = 2.0 * self.normalizer.forward(params) - 1.0
        if self.use_curve:
            # In float64, so that every engine feeds the network the same numbers.
            curve = self.curve.forward(params.double()) / self.curve_scale_db
            features = torch.cat([features, curve.float()], dim=1)
        out: Tensor = self.encoder.forward(features)
        return out[:, : self.latent_dim]

    @torch.jit.export
    def decode(self, latent: Tensor) -> Tensor:
        """Map latents ``(n, latent_dim)`` to physical *params* within `bounds`."""
        unit = self.normalizer.limit(0.5 * (self.decoder.forward(latent) + 1.0))
        return clamp_to_bounds(self.normalizer.inverse(unit), self.bounds)

    @torch.jit.export
    def embed(self, latent: Tensor) -> Tensor:
        """Map latents ``(n, latent_dim)`` to embeddings ``(n, embedding_dim)``."""
        embedding: Tensor = self.projection.forward(latent)
        return embedding


def _flat_params(space: Space) -> Tensor:
    """Return the flat equalizer, shape ``(1, n_params)``.

    A band at 0 dB has no audible frequency or Q: those lie in the middle of their ranges, on a
    logarithmic scale.
    """
    bounds = torch.tensor(space.bounds, dtype=torch.float32)
    is_gain = bounds[:, 0] < 0.0
    return torch.where(is_gain, 0.0, bounds.abs().prod(dim=1).sqrt())[None]


def write_artifact(
    module: nn.Module, metadata: Mapping[str, Any], tensors: Tensors, path: Path
) -> dict[str, Any]:
    """Write an artifact; return its metadata with the digests that are written.

    The file appears under its name only when complete.

    Parameters
    ----------
    module : Module
        What is scripted, such as :class:`Artifact`; run by ``engine="torchscript"``.
    metadata : mapping
        JSON-ready; written with digests of the tensors and of themselves.
    tensors : mapping of str to ndarray
        What the native engine reads, such as :func:`semeq.train.artifact.weights.artifact_tensors`.
    path : Path
        Where the file goes.
    """
    partial = path.with_suffix(path.suffix + ".part")
    script = io.BytesIO()
    with warnings.catch_warnings():
        # C++ reads TorchScript without a warning; only Python's entry points are deprecated.
        warnings.filterwarnings("ignore", r".*torch\.jit\.", DeprecationWarning)
        torch.jit.save(torch.jit.script(module.eval().cpu()), script)
    sealed = seal(metadata, tensors)
    weights = io.BytesIO()
    np.savez(weights, allow_pickle=False, **dict(tensors))
    extra = {
        METADATA_NAME: json.dumps(sealed).encode(),
        WEIGHTS_NAME: weights.getvalue(),
    }
    _copy_with_extra(script, extra, partial)
    partial.replace(path)
    return sealed


def read_scripted(path: Path) -> Any:
    """Load an artifact's scripted module: what :class:`Artifact` offers, in Python."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r".*torch\.jit\.", DeprecationWarning)
        return torch.jit.load(  # type: ignore[no-untyped-call]
            str(path), map_location="cpu"
        )


def _copy_with_extra(archive: io.BytesIO, extra: Mapping[str, bytes], target: Path) -> None:
    """Add files, and leave out the records that name source files on the exporting machine."""
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(target, "w") as new:
        for record in old.infolist():
            if not record.filename.endswith(".debug_pkl"):
                new.writestr(zipfile.ZipInfo(record.filename), old.read(record))
        root = old.namelist()[0].partition("/")[0]
        for name, content in extra.items():
            new.writestr(zipfile.ZipInfo(f"{root}/extra/{name}"), content)


def weights_sha256(module: nn.Module) -> str:
    """Return the SHA-256 over the names, shapes and bytes of a module's state."""
    return tensors_sha256({k: v.detach().cpu().numpy() for k, v in module.state_dict().items()})
