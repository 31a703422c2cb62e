"""The artifact of the ears: what the native engine reads beside the scripted estimator."""

from __future__ import annotations

import numpy as np
from torch import Tensor, nn

from semeq.ears.bands import BANDS, Bands
from semeq.ears.reference import MusicReference
from semeq.train.artifact.weights import Tensors, float32, layer_tensors, layers_of, scale_tensors
from semeq.train.ears.estimator import BlindEstimator

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
        By the names that :mod:`semeq.words.ears_schema` lists.
    """
    tensors: Tensors = {
        "centers_hz": bands.centers_hz,
        "lower_hz": bands.lower_hz,
        "upper_hz": bands.upper_hz,
        **reference_tensors(reference),
        "bounds": float32(estimator.decoder.bounds),
    }
    tensors |= {name: float32(getattr(estimator, name)) for name in _VECTORS}
    for name in ("noise", "gate", "scale"):
        tensors |= layer_tensors(name, layers_of(estimator.get_submodule(name)))
    tensors |= layer_tensors("music", _linear_layers(estimator.music))
    tensors |= layer_tensors("decoder", layers_of(estimator.decoder.decoder))
    return tensors | scale_tensors(estimator.decoder.normalizer)


def _linear_layers(network: nn.Sequential) -> list[tuple[Tensor, Tensor]]:
    """Return weight and bias of each linear layer; dropout is nothing outside of training."""
    return [
        (each.weight.detach(), each.bias.detach())
        for each in network
        if isinstance(each, nn.Linear)
    ]


def reference_tensors(reference: MusicReference) -> Tensors:
    """Return the tensors that hold a reference."""
    return {
        "reference.mean_db": reference.mean_db.astype(np.float32),
        "reference.covariances": reference.covariances.astype(np.float32),
        "reference.durations_s": reference.durations_s.astype(np.float32),
    }
