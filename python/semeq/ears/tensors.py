"""The tensors of ears, as ``weights.npz`` in the artifact holds them."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.errors import ModelLoadError

Float32Array = npt.NDArray[np.float32]
Tensors = Mapping[str, npt.NDArray[Any]]
Layers = list[tuple[Float32Array, Float32Array]]

WEIGHTS_NAME = "weights.npz"

HEARING = (
    "centers_hz",
    "lower_hz",
    "upper_hz",
    "reference.mean_db",
    "reference.covariances",
    "reference.durations_s",
)
"""What hearing and describing need."""

ESTIMATING = (
    "feature_mean",
    "feature_scale",
    "latent_mean",
    "latent_scale",
    "interval_factor",
    "noise_profile",
    "music_profile",
    "normalizer.low",
    "normalizer.span",
    "normalizer.is_log",
    "bounds",
    *(f"{name}.0.weight" for name in ("noise", "music", "gate", "scale", "decoder")),
)
"""What estimating needs, too, and the further layers of the networks."""


def read_tensors(path: str | os.PathLike[str]) -> dict[str, npt.NDArray[Any]]:
    """Read the tensors of ears; nothing of the file is executed.

    Parameters
    ----------
    path : path-like
        The artifact.

    Returns
    -------
    dict of str to ndarray
        All tensors by name.

    Raises
    ------
    ModelLoadError
        If they are missing or damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            name = next(n for n in archive.namelist() if n.endswith(f"/extra/{WEIGHTS_NAME}"))
            with np.load(BytesIO(archive.read(name)), allow_pickle=False) as arrays:
                tensors = dict(arrays)
    except StopIteration:
        raise ModelLoadError(
            f"{path} has no {WEIGHTS_NAME}: it is of an older version; train the ears again "
            "(semeq train-audio)"
        ) from None
    except Exception as error:  # damaged data may raise anything
        raise ModelLoadError(f"{path}: its {WEIGHTS_NAME} cannot be read: {error}") from error
    require(path, tensors, HEARING)
    return tensors


def require(path: str | os.PathLike[str], tensors: Tensors, names: tuple[str, ...]) -> None:
    """Raise ModelLoadError unless there are the tensors of these names, of finite numbers.

    Parameters
    ----------
    path : path-like
        The artifact.
    tensors : mapping of str to ndarray
        What it holds.
    names : tuple of str
        What it must hold.
    """
    for name in names:
        if name not in tensors or not np.isfinite(tensors[name]).all():
            raise ModelLoadError(
                f"{path} is not an artifact of ears: it has no finite tensor {name!r}"
            )


def layers_of(tensors: Tensors, name: str) -> Layers:
    """Return weight ``(n_out, n_in)`` and bias ``(n_out,)`` of each layer of a network.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        Those of an artifact.
    name : str
        Of the network: ``name.0.weight``, ``name.0.bias``, ``name.1.weight``, ...
    """
    layers: Layers = []
    while (weight := tensors.get(f"{name}.{len(layers)}.weight")) is not None:
        layers.append((weight, tensors[f"{name}.{len(layers)}.bias"]))
    return layers
