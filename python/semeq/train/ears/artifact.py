"""The artifact of the ears: what the native engine reads beside the scripted estimator."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from semeq.ears.bands import BANDS, Bands
from semeq.ears.reference import MusicReference
from semeq.ears.tensors import WEIGHTS_NAME
from semeq.hashing import file_sha256
from semeq.train.artifact.export import write_artifact
from semeq.train.ears.estimator import BlindEstimator

Tensors = dict[str, npt.NDArray[Any]]

_VECTORS = (
    "feature_mean",
    "feature_scale",
    "latent_mean",
    "latent_scale",
    "interval_factor",
    "noise_profile",
    "music_profile",
)


def ears_tensors(
    estimator: BlindEstimator, reference: MusicReference, bands: Bands = BANDS
) -> Tensors:
    """Return what ``weights.npz`` of ears holds.

    Parameters
    ----------
    estimator : BlindEstimator
        Trained and calibrated.
    reference : MusicReference
        How music usually sounds.
    bands : Bands, optional
        What they were trained with.

    Returns
    -------
    dict of str to ndarray
        By the names that :mod:`semeq.ears.tensors` lists.
    """
    tensors: Tensors = {
        "centers_hz": bands.centers_hz,
        "lower_hz": bands.lower_hz,
        "upper_hz": bands.upper_hz,
        "reference.mean_db": reference.mean_db.astype(np.float32),
        "reference.covariances": reference.covariances.astype(np.float32),
        "reference.durations_s": reference.durations_s.astype(np.float32),
        "bounds": _floats(estimator.decoder.bounds),
    }
    tensors |= {name: _floats(getattr(estimator, name)) for name in _VECTORS}
    for name in ("noise", "gate", "scale"):
        tensors |= _network(name, estimator.get_submodule(name).get_submodule("layers"))
    tensors |= _network("music", estimator.music)
    tensors |= _network("decoder", estimator.decoder.decoder.layers)
    scale = estimator.decoder.normalizer
    return tensors | {
        "normalizer.low": _floats(scale.low),
        "normalizer.span": _floats(scale.span),
        "normalizer.is_log": scale.log_mask.numpy(),
    }


def write_ears(
    estimator: BlindEstimator, metadata: Mapping[str, Any], tensors: Tensors, path: Path
) -> str:
    """Write ears; return the file's SHA-256.

    The file appears under its name only when complete.

    Parameters
    ----------
    estimator : BlindEstimator
        What is scripted, for ``engine="torchscript"``.
    metadata : mapping
        JSON-ready.
    tensors : mapping of str to ndarray
        What the native engine reads.
    path : Path
        Where the file goes.
    """
    partial = path.with_suffix(path.suffix + ".scripted")
    write_artifact(estimator, metadata, partial)
    weights = io.BytesIO()
    np.savez_compressed(weights, allow_pickle=False, **tensors)
    with zipfile.ZipFile(partial, "a") as archive:
        root = archive.namelist()[0].partition("/")[0]
        entry = zipfile.ZipInfo(f"{root}/extra/{WEIGHTS_NAME}")
        archive.writestr(entry, weights.getvalue())
    partial.replace(path)
    return file_sha256(path)


def _network(name: str, modules: nn.Module) -> Tensors:
    """Name the linear layers of one network; dropout is nothing outside of training."""
    linears = [each for each in modules.children() if isinstance(each, nn.Linear)]
    return {
        f"{name}.{i}.{part}": _floats(tensor)
        for i, each in enumerate(linears)
        for part, tensor in (("weight", each.weight), ("bias", each.bias))
    }


def _floats(tensor: Tensor) -> npt.NDArray[np.float32]:
    return np.array(tensor.detach().cpu().numpy(), dtype=np.float32, order="C")
