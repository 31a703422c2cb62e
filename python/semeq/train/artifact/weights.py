"""The tensors of an artifact by the names that the native engine reads."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from semeq.train.artifact.export import Artifact
from semeq.train.model.curve import EqCurve
from semeq.train.model.isometric import ScaledMlp
from semeq.train.model.networks import Subspace
from semeq.train.model.normalize import Normalizer
from semeq.train.model.silu_mlp import SiluMlp

Tensors = dict[str, npt.NDArray[Any]]
Layers = list[tuple[Tensor, Tensor]]

_TABLES = ("term_latents", "flat_latent", "bounds")


def artifact_tensors(artifact: Artifact) -> Tensors:
    """Return what ``weights.npz`` of a settings model holds.

    Parameters
    ----------
    artifact : Artifact
        The model.

    Returns
    -------
    dict of str to ndarray
        The tables, and the networks where the native engine can run them.
    """
    tables = {name: float32(getattr(artifact, name)) for name in _TABLES}
    return tables | (network_tensors(artifact) or {})


def network_tensors(artifact: Artifact) -> Tensors | None:
    """Return the networks' tensors; None where the native engine cannot run one of them.

    Parameters
    ----------
    artifact : Artifact
        The model.
    """
    layers = {
        "encoder": layers_of(artifact.encoder),
        "decoder": layers_of(artifact.decoder),
        "embedding": layers_of(artifact.projection, artifact.latent_dim),
    }
    scale = artifact.normalizer
    is_bounded = (scale.unit_low, scale.unit_high) == (0.0, 1.0)
    if not all(layers.values()) or not is_bounded or not isinstance(artifact.curve, EqCurve):
        return None
    weight, bias = layers["encoder"][-1]  # a variational encoder tells variances, too
    layers["encoder"][-1] = weight[: artifact.latent_dim], bias[: artifact.latent_dim]
    tensors = scale_tensors(scale)
    for name, each in layers.items():
        tensors |= layer_tensors(name, each)
    return tensors


def layers_of(network: nn.Module, n_in: int = 0) -> Layers:
    """Return weight and bias of each linear layer, SiLU between them; none of another network.

    Parameters
    ----------
    network : Module
        A :class:`SiluMlp`, or a selection of its inputs, which is a linear layer, too.
    n_in : int, default 0
        How many inputs it has, if it is a selection.
    """
    match network:
        case ScaledMlp():
            return layers_of(network.folded())
        case SiluMlp():
            return [(each.weight.detach(), each.bias.detach()) for each in network.linears]
        case nn.Identity():
            return [(torch.eye(n_in), torch.zeros(n_in))]
        case Subspace():
            return [(torch.eye(n_in)[-network.size :], torch.zeros(network.size))]
    return []


def layer_tensors(prefix: str, layers: Layers) -> Tensors:
    """Name the layers of one network: ``prefix.0.weight``, ``prefix.0.bias``, ...

    Parameters
    ----------
    prefix : str
        Name of the network.
    layers : list of (Tensor, Tensor)
        Weight ``(n_out, n_in)`` and bias ``(n_out,)`` of each.
    """
    return {
        f"{prefix}.{i}.{name}": float32(tensor)
        for i, layer in enumerate(layers)
        for name, tensor in zip(("weight", "bias"), layer, strict=True)
    }


def scale_tensors(normalizer: Normalizer) -> Tensors:
    """Name the map between *params* and the unit range.

    Parameters
    ----------
    normalizer : Normalizer
        One that limits a decoder's output to [0, 1].
    """
    return {
        "normalizer.low": float32(normalizer.low),
        "normalizer.span": float32(normalizer.span),
        "normalizer.is_log": normalizer.log_mask.numpy(),
    }


def float32(tensor: Tensor) -> npt.NDArray[np.float32]:
    """Return the values of a tensor as a contiguous float32 array of its own."""
    return np.array(tensor.detach().cpu().numpy(), dtype=np.float32, order="C")
