"""The limits of settings."""

import torch
from torch import Tensor


def clamp_to_bounds(params: Tensor, bounds: Tensor) -> Tensor:
    """Limit physical *params* ``(n, n_params)`` to ``bounds (n_params, 2)``."""
    return torch.minimum(torch.maximum(params, bounds[:, 0]), bounds[:, 1])
