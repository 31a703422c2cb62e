"""Linear layers with SiLU between them: what the native engine runs."""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn
from torch.nn import functional


class SiluMlp(nn.Module):
    """Linear layers with SiLU between them and none after the last.

    The native engine runs these without libtorch.

    Examples
    --------
    >>> SiluMlp([32, 320, 320, 13])(torch.zeros(2, 32)).shape
    torch.Size([2, 13])
    """

    __jit_unused_properties__ = ("linears",)

    def __init__(self, widths: Sequence[int]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n_in, n_out) for n_in, n_out in pairwise(widths))
        self.n_hidden: int = len(self.layers) - 1

    @property
    def linears(self) -> list[nn.Linear]:
        """The layers, first to last."""
        return [layer for layer in self.layers if isinstance(layer, nn.Linear)]

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(n, widths[0])`` to ``(n, widths[-1])``."""
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < self.n_hidden:
                x = functional.silu(x)
        return x

    @torch.no_grad()
    def start_as_linear(
        self, matrix: Tensor, *, scale_in: float = 1.0, scale_out: float = 1.0, noise: float = 0.1
    ) -> None:
        """Make the output ``scale_in * scale_out * matrix`` times the input, plus a random rest.

        ``silu(x) - silu(-x) = x``, so a pair of units carries one value through a
        layer exactly. Reconstruction then starts near zero error and training
        spends its steps on what the identity lacks.

        Parameters
        ----------
        matrix : Tensor, shape (n_out, n_in)
            The linear map to start as.
        scale_in, scale_out : float, default 1
            Factors in the first and the last layer.
        noise : float, default 0.1
            Scale of the random weights that are left.
        """
        split = torch.eye(len(matrix)).repeat_interleave(2, dim=0)
        split[1::2] *= -1.0
        blocks = [
            scale_in * split @ matrix,
            *[split @ split.T] * (len(self.layers) - 2),
            scale_out * split.T,
        ]
        for layer, block in zip(self.linears, blocks, strict=True):
            n_out, n_in = block.shape
            layer.weight[:n_out] *= noise
            layer.weight[:n_out, :n_in] = block
            layer.bias[:n_out] = 0.0
