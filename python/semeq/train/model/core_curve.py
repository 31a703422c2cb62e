"""The equalizer's curve and its exact derivatives from the C++ core, as a torch function."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from semeq import _core
from semeq.eq.params import LOG_COLUMNS
from semeq.eq.response import GRID_HZ, MODEL_SAMPLE_RATE


class CoreCurve(nn.Module):
    """The curve that :class:`semeq.train.model.curve.EqCurve` computes, several times as fast.

    On the CPU; rows of another device go there and back.

    Shape
    -----
    Input ``(n, 13)`` physical *params*; output ``(n, 128)`` in dB, on the model's grid.

    Examples
    --------
    >>> flat = torch.tensor([[0.0, 100, 0, 250, 1, 0, 1e3, 1, 0, 3e3, 1, 0, 8e3]])
    >>> float(CoreCurve()(flat).abs().max())
    0.0
    """

    def forward(self, params: Tensor) -> Tensor:
        """Return the curve in dB, ``(n, 128)``."""
        curve: Tensor = _CoreCurve.apply(params)  # type: ignore[no-untyped-call]
        return curve


class _CoreCurve(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, params: Tensor) -> Tensor:
        rows = params.detach().cpu().double().numpy()
        curves, jacobian = _core.params_curve_jacobian(rows, GRID_HZ, MODEL_SAMPLE_RATE)
        ctx.save_for_backward(params, torch.from_numpy(jacobian.astype(np.float32)))
        return torch.from_numpy(curves).to(params)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, by_curve: Tensor) -> Tensor:
        params, jacobian = ctx.saved_tensors
        by_point = (jacobian.to(params) @ by_curve.unsqueeze(2)).squeeze(2)
        # Derivatives are by the logarithms of frequencies and Qs.
        by_params: Tensor = by_point / torch.where(_is_log(params), params, 1.0)
        return by_params


def _is_log(params: Tensor) -> Tensor:
    is_log = torch.zeros(params.shape[1], dtype=torch.bool, device=params.device)
    is_log[list(LOG_COLUMNS)] = True
    return is_log
