"""Settings nobody made: free supervision for reconstruction, and softened labeled rows."""

from __future__ import annotations

import torch
from torch import Tensor

from semeq.eq.params import BAND_COLUMNS, GAIN_COLUMNS, LOG_COLUMNS, N_PARAMS, SAFE_BOUNDS
from semeq.train.model.bounds import clamp_to_bounds

_OVERSHOOT = 0.1


def jitter(
    params: Tensor,
    generator: torch.Generator,
    *,
    gain_ratio: float = 0.2,
    gain_db: float = 1.4,
    octaves: float = 0.25,
) -> Tensor:
    """Move settings by about as much as the same word differs within one person's entries.

    Parameters
    ----------
    params : Tensor, shape (n, 13)
        Physical units.
    generator : torch.Generator
        Source of randomness.
    gain_ratio, gain_db : float
        Deviation of a gain, as a share of it and in dB.
    octaves : float
        Deviation of a frequency and of a Q.

    Returns
    -------
    Tensor, shape (n, 13)
        Within the bounds.
    """
    moved = params.clone()
    noise = torch.randn(2, *params.shape, generator=generator)
    gains, ratios = list(GAIN_COLUMNS), list(LOG_COLUMNS)
    moved[:, gains] *= 1.0 + gain_ratio * noise[0][:, gains]
    moved[:, gains] += gain_db * noise[1][:, gains]
    moved[:, ratios] *= torch.exp2(octaves * noise[0][:, ratios])
    return clamp_to_bounds(moved, torch.tensor(SAFE_BOUNDS))


def any_amount(params: Tensor, generator: torch.Generator) -> Tensor:
    """Scale the gains of settings ``(n, 13)`` by 0.5 to 1.5, as for words without an amount."""
    scaled = params.clone()
    scaled[:, list(GAIN_COLUMNS)] *= 0.5 + torch.rand(len(params), 1, generator=generator)
    return scaled


def any_size(curves_db: Tensor, generator: torch.Generator) -> Tensor:
    """Scale curves ``(n, n_points)`` by 0.3 to 1.5."""
    return (0.3 + 1.2 * torch.rand(len(curves_db), 1, generator=generator)) * curves_db


def shuffle_bands(params: Tensor, n_rows: int, generator: torch.Generator) -> Tensor:
    """Compose settings whose five bands come from five random rows; shape ``(n_rows, 13)``.

    Parameters
    ----------
    params : Tensor, shape (n, 13)
        Rows to take bands from.
    n_rows : int
        How many to compose.
    generator : torch.Generator
        Source of randomness.
    """
    shuffled = torch.empty(n_rows, params.shape[1])
    for columns in BAND_COLUMNS:
        rows = torch.randint(len(params), (n_rows,), generator=generator)
        shuffled[:, list(columns)] = params[rows][:, list(columns)]
    return shuffled


def uniform(n_rows: int, generator: torch.Generator) -> Tensor:
    """Draw settings evenly from the bounds, frequencies and Q in octaves; ``(n_rows, 13)``.

    A share lies on the bounds themselves, as 42 % of the real gains do.
    """
    bounds = torch.tensor(SAFE_BOUNDS)
    unit = torch.rand(n_rows, N_PARAMS, generator=generator)
    unit = (unit * (1.0 + 2.0 * _OVERSHOOT) - _OVERSHOOT).clamp(0.0, 1.0)
    low, high = bounds[:, 0], bounds[:, 1]
    settings = low + unit * (high - low)
    ratios = list(LOG_COLUMNS)
    settings[:, ratios] = low[ratios] * (high / low)[ratios] ** unit[:, ratios]
    return clamp_to_bounds(settings, bounds)
