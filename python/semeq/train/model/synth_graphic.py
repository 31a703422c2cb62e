"""Curves nobody drew, for training on 40 gains: smooth ones, and mixtures of real ones."""

from __future__ import annotations

import math

import torch
from torch import Tensor

MAX_GAIN_DB = 10.0
"""Curves have mean 0 and 10 dB from lowest to highest point: no gain can lie beyond."""

_N_SMOOTH = 10
_SIZE_DB = 10.0


def cosines(n: int, n_bands: int) -> Tensor:
    """Return the `n` smoothest orthonormal cosines (DCT-II), shape ``(n, n_bands)``.

    Examples
    --------
    >>> basis = cosines(3, 40)
    >>> bool(torch.allclose(basis @ basis.T, torch.eye(3), atol=1e-6))
    True
    """
    places = (torch.arange(n_bands, dtype=torch.float64) + 0.5) / n_bands
    orders = torch.arange(n, dtype=torch.float64)[:, None]
    basis = torch.cos(math.pi * orders * places) * math.sqrt(2.0 / n_bands)
    basis[0] /= math.sqrt(2.0)
    return basis.float()


def jitter(
    gains: Tensor, generator: torch.Generator, *, gain_ratio: float = 0.2, gain_db: float = 1.0
) -> Tensor:
    """Bend and scale curves a little; shape ``(n, n_bands)``, within the bounds.

    Parameters
    ----------
    gains : Tensor, shape (n, n_bands)
        In dB.
    generator : torch.Generator
        Source of randomness.
    gain_ratio : float, default 0.2
        Deviation of a curve's size, as a share of it.
    gain_db : float, default 1
        RMS of the smooth random curve that is added.
    """
    noise = torch.randn(len(gains), 1, generator=generator)
    bent = (1.0 + gain_ratio * noise) * gains + gain_db * _random_curves(
        len(gains), gains.shape[1], generator
    )
    return _centered(bent)


def mix(gains: Tensor, n_rows: int, generator: torch.Generator) -> Tensor:
    """Mix pairs of random rows in random shares; shape ``(n_rows, n_bands)``.

    Parameters
    ----------
    gains : Tensor, shape (n, n_bands)
        Rows to mix, in dB.
    n_rows : int
        How many to make.
    generator : torch.Generator
        Source of randomness.
    """
    first, second = (
        gains[torch.randint(len(gains), (n_rows,), generator=generator)] for _ in range(2)
    )
    return _centered(torch.lerp(first, second, torch.rand(n_rows, 1, generator=generator)))


def smooth(n_rows: int, generator: torch.Generator, n_bands: int = 40) -> Tensor:
    """Draw smooth random curves of the data's size; shape ``(n_rows, n_bands)``.

    Parameters
    ----------
    n_rows : int
        How many to draw.
    generator : torch.Generator
        Source of randomness.
    n_bands : int, default 40
        Gains of a curve.
    """
    curves = _random_curves(n_rows, n_bands, generator)
    size = curves.amax(dim=1, keepdim=True) - curves.amin(dim=1, keepdim=True)
    return _centered(_SIZE_DB * curves / size.clamp(min=1e-6))


def _random_curves(n_rows: int, n_bands: int, generator: torch.Generator) -> Tensor:
    """Sum cosines whose size falls with their order; each curve is about 1 dB RMS."""
    orders = torch.arange(1, 1 + _N_SMOOTH)
    weights = torch.randn(n_rows, _N_SMOOTH, generator=generator) / orders
    curves = weights @ cosines(1 + _N_SMOOTH, n_bands)[1:]
    return curves * math.sqrt(n_bands / float((1.0 / orders**2).sum()))


def _centered(gains: Tensor) -> Tensor:
    return (gains - gains.mean(dim=1, keepdim=True)).clamp(-MAX_GAIN_DB, MAX_GAIN_DB)
