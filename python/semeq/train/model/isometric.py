"""A latent in which distance is what one hears, and a decoder that knows its scale.

Coordinates are projections of a curve on orthonormal directions, so that the distance of two
latents is the RMS distance of their curves in dB. Nothing of it is learned but the directions:
the principal components of curves.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from semeq.train.model.silu_mlp import SiluMlp

_FLOOR_DB = 0.2
"""Added to the spread of a coordinate: small ones matter less."""

_MIXED = 0.6
"""Share of a batch's rows that are points between two."""

_INVERTED = 0.25
"""Share that is upside down, as what a blend takes away."""


class CurveBasis(SiluMlp):
    """One fixed linear layer from features to the latent of an equalizer's curve.

    The native engine runs it as it runs any encoder. Features that are no points of the curve
    have no weight.

    Parameters
    ----------
    n_others : int
        Features before the points of the curve.
    n_points : int
        Points of the curve.
    n_coordinates : int
        Size of the latent.
    unit_db : float
        What the curve is divided by.
    """

    def __init__(self, n_others: int, n_points: int, n_coordinates: int, unit_db: float) -> None:
        super().__init__([n_others + n_points, n_coordinates])
        self.n_others, self.n_points, self.unit_db = n_others, n_points, unit_db
        for parameter in self.parameters():
            nn.init.zeros_(parameter)
            parameter.requires_grad = False

    @torch.no_grad()
    def align(self, curves_db: Tensor) -> None:
        """Choose the directions that hold most of curves ``(n, n_points)``, level included."""
        weight = self.linears[0].weight
        moments = (curves_db.double().T @ curves_db.double()) / len(curves_db)
        directions = torch.linalg.eigh(moments)[1].flip(1)[:, : len(weight)].T
        largest = directions.gather(1, directions.abs().argmax(dim=1, keepdim=True))
        weight[:, self.n_others :] = directions * largest.sign() * self.unit_db / self.n_points**0.5

    def encode_curves(self, curves_db: Tensor) -> Tensor:
        """Map curves ``(n, n_points)`` in dB to latents, in dB too."""
        others = curves_db.new_zeros(len(curves_db), self.n_others)
        latents: Tensor = self(torch.cat([others, curves_db / self.unit_db], dim=1))
        return latents


class ScaledMlp(SiluMlp):
    """Layers that see each input in units of its spread.

    Shape
    -----
    Input ``(n, widths[0])``; output ``(n, widths[-1])``.

    Examples
    --------
    >>> ScaledMlp([32, 384, 384, 13]).folded()(torch.zeros(2, 32)).shape
    torch.Size([2, 13])
    """

    input_scale: Tensor

    def __init__(self, widths: Sequence[int]) -> None:
        super().__init__(widths)
        self.register_buffer("input_scale", torch.ones(widths[0]))

    def forward(self, x: Tensor) -> Tensor:
        """Map ``(n, widths[0])`` to ``(n, widths[-1])``."""
        return super().forward(x * self.input_scale)

    def align(self, inputs: Tensor) -> None:
        """Take the spread from rows such as the network will meet, ``(n, widths[0])``."""
        self.input_scale.copy_(1.0 / (inputs.square().mean(dim=0).sqrt() + _FLOOR_DB))

    @torch.no_grad()
    def folded(self) -> SiluMlp:
        """Return plain layers that do the same."""
        plain = SiluMlp(
            [self.linears[0].in_features, *(each.out_features for each in self.linears)]
        )
        for ours, theirs in zip(self.linears, plain.linears, strict=True):
            theirs.load_state_dict(ours.state_dict())
        plain.linears[0].weight *= self.input_scale
        return plain


def db_lines(latents: Tensor, curves_db: Tensor) -> tuple[Tensor, Tensor]:
    """Mix rows: points on the dB lines between them, a quarter of them upside down.

    Parameters
    ----------
    latents : Tensor, shape (n, latent_dim)
        Of an isometric model.
    curves_db : Tensor, shape (n, n_points)
        The curves of the same rows.

    Returns
    -------
    latents, curves_db : Tensor
        As many rows; about four tenths are rows as they were but for their sign.
    """
    n_rows = len(latents)
    order = torch.randperm(n_rows)
    alpha = torch.rand(n_rows, 1) * (torch.rand(n_rows, 1) < _MIXED)
    sign = 1.0 - 2.0 * (torch.rand(n_rows, 1) < _INVERTED)
    mixed = [sign * torch.lerp(rows, rows[order], alpha) for rows in (latents, curves_db)]
    return mixed[0], mixed[1]
