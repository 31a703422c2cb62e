"""Small artifacts of both kinds, made by hand: what is damaged, and what must be read of it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.ears.decoder import decoder_sha256
from semeq.eq.params import PARAM_NAMES
from semeq.words.archive import METADATA_NAME, SCHEMA, WEIGHTS_NAME
from semeq.words.ears_schema import EARS_KIND
from semeq.words.schema import MODEL_KIND
from semeq.words.seal import seal

Tensors = dict[str, npt.NDArray[Any]]

ROOT = "archive"
N_BANDS, LATENT_DIM, N_CURVE_POINTS = 64, 4, 6
BOUNDS = [[-12.0, 12.0] if name.endswith("gain_db") else [0.1, 20_000.0] for name in PARAM_NAMES]


@dataclass(eq=False)
class Sample:
    """One artifact.

    Attributes
    ----------
    metadata : dict
        Without digests.
    tensors : dict of str to ndarray
        What its ``weights.npz`` holds.
    """

    metadata: dict[str, Any]
    tensors: Tensors

    @property
    def kind(self) -> str:
        """Its kind, in the words of the metadata."""
        return str(self.metadata["kind"])

    @cached_property
    def _entries(self) -> dict[str, bytes]:
        return {
            f"{ROOT}/extra/{METADATA_NAME}": json.dumps(seal(self.metadata, self.tensors)).encode(),
            f"{ROOT}/extra/{WEIGHTS_NAME}": npz(self.tensors),
            f"{ROOT}/data.pkl": b"\x80\x02K\x01.",
            f"{ROOT}/version": b"3\n",
        }

    def entries(self) -> dict[str, bytes]:
        """Return the content of its entries by name; the digests fit."""
        return dict(self._entries)


def npz(tensors: Mapping[str, npt.NDArray[Any]]) -> bytes:
    """Return a compressed NumPy archive, pickles and all.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        What to put in.
    """
    file = io.BytesIO()
    np.savez_compressed(file, **dict(tensors))  # type: ignore[arg-type]
    return file.getvalue()


def zipped(entries: Mapping[str, bytes], compression: int = zipfile.ZIP_STORED) -> bytes:
    """Return a zip file.

    Parameters
    ----------
    entries : mapping of str to bytes
        Content by name.
    compression : int, optional
        How to pack all of them.
    """
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in entries.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return file.getvalue()


def model_sample() -> Sample:
    """Return a settings model of three words."""
    rng = np.random.default_rng(0)
    sources = [{"name": "made up", "n_examples": 30, "n_contributors": 25}]
    terms: list[dict[str, Any]] = [
        {"term": term, "language": language, "sources": sources, "grade": "solid"}
        for term, language in (("warm", "en"), ("bright", "en"), ("claro", "es"))
    ]
    terms[0] |= {
        "spread_db": 5.25,
        "correlation": 0.5,
        "band_db": [[-1.5] * 128, [2.5] * 128],
        "variants": ["warm@1", "warm@2"],
        "map_xy": [0.5, -2.0],
    }
    tensors: Tensors = {
        "term_latents": _floats(rng, 3, LATENT_DIM),
        "flat_latent": _floats(rng, LATENT_DIM),
        **_scale(),
        **_network(rng, "encoder", 13 + N_CURVE_POINTS, 8, LATENT_DIM),
        **_network(rng, "decoder", LATENT_DIM, 8, 8, 13),
        **_network(rng, "embedding", LATENT_DIM, 2),
    }
    return Sample(
        {
            "schema": SCHEMA,
            "kind": MODEL_KIND,
            "semeq_version": "0.1.0",
            "param_names": list(PARAM_NAMES),
            "bounds": BOUNDS,
            "latent_dim": LATENT_DIM,
            "embedding_dim": 2,
            "networks": "silu",
            "n_curve_points": N_CURVE_POINTS,
            "curve_scale_db": 12.0,
            "sample_rate_hz": 44_100.0,
            "terms": terms,
            "metrics": {"rows": 30, "score": float("nan")},
            "license": "Made up.",
        },
        tensors,
    )


def ears_sample() -> Sample:
    """Return ears that have learned nothing."""
    rng = np.random.default_rng(1)
    edges = np.geomspace(28.0, 18_900.0, N_BANDS + 1)
    centers = np.sqrt(edges[:-1] * edges[1:])
    covariances = np.arange(1, 4)[:, np.newaxis, np.newaxis] * (np.eye(N_BANDS) + 0.5)
    tensors: Tensors = {
        "centers_hz": centers,
        "lower_hz": edges[:-1],
        "upper_hz": edges[1:],
        "reference.mean_db": _floats(rng, N_BANDS),
        "reference.covariances": covariances.astype(np.float32),
        "reference.durations_s": np.array([2, 10, 120], np.float32),
        "feature_mean": _floats(rng, 2 * N_BANDS),
        "feature_scale": np.ones(2 * N_BANDS, np.float32),
        "latent_mean": _floats(rng, LATENT_DIM),
        "latent_scale": np.ones(LATENT_DIM, np.float32),
        "interval_factor": np.ones(1, np.float32),
        "noise_profile": _floats(rng, N_BANDS),
        "music_profile": _floats(rng, N_BANDS),
        **_scale(),
        **_network(rng, "noise", N_BANDS, 8, LATENT_DIM),
        **_network(rng, "music", 2 * N_BANDS, 8, LATENT_DIM),
        **_network(rng, "gate", N_BANDS, 1),
        **_network(rng, "scale", 2 * N_BANDS, 4, 1),
        **_network(rng, "decoder", LATENT_DIM, 8, 13),
    }
    return Sample(
        {
            "schema": SCHEMA,
            "kind": EARS_KIND,
            "semeq_version": "0.1.0",
            "centers_hz": centers.round(2).tolist(),
            "decoder_of": {"model": "made up", "decoder_sha256": decoder_sha256(tensors)},
            "interval_coverage": 0.8,
            "music": {"n_clips": 9, "n_tracks": 3, "sources": ["made up"]},
            "networks": "silu",
            "metrics": {},
        },
        tensors,
    )


def _floats(rng: np.random.Generator, *shape: int) -> npt.NDArray[np.float32]:
    return rng.normal(0, 0.3, shape).astype(np.float32)


def _scale() -> Tensors:
    bounds = np.array(BOUNDS, np.float32)
    is_log = bounds[:, 0] > 0
    ends = np.where(is_log[:, np.newaxis], np.log(np.abs(bounds)), bounds).astype(np.float32)
    return {
        "bounds": bounds,
        "normalizer.low": ends[:, 0],
        "normalizer.span": ends[:, 1] - ends[:, 0],
        "normalizer.is_log": is_log,
    }


def _network(rng: np.random.Generator, name: str, *widths: int) -> Tensors:
    tensors: Tensors = {}
    for i, n_out in enumerate(widths[1:]):
        tensors[f"{name}.{i}.weight"] = _floats(rng, n_out, widths[i])
        tensors[f"{name}.{i}.bias"] = _floats(rng, n_out)
    return tensors
