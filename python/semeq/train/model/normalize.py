"""Maps between physical *params* and the unit range that the networks see."""

import math
from typing import Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.eq.params import FREQ_COLUMNS, LOG_COLUMNS, N_PARAMS, SAFE_BOUNDS
from semeq.errors import ParameterError
from semeq.train.model.synth_graphic import MAX_GAIN_DB

NormalizerName = Literal["per-band", "log-fixed", "log-data", "zscore", "graphic"]


class Normalizer(nn.Module):
    """Affine map of each *param*, or of its logarithm, with an exact inverse.

    Parameters
    ----------
    low, high : array_like, shape (n_params,)
        Physical values that map to 0 and 1.
    log : array_like of bool, shape (n_params,)
        Where the map is affine in the logarithm.
    bounded : bool, default True
        Whether a decoder's output is limited to [0, 1].

    Examples
    --------
    >>> normalizer = per_band()
    >>> params = torch.tensor([[0.0, 22, 0, 82, 1, 0, 180, 1, 0, 220, 1, 12, 20_000]])
    >>> [round(v, 3) for v in normalizer(params)[0, [0, 1, 4, 12]].tolist()]
    [0.5, 0.0, 0.5, 1.0]
    """

    low: Tensor
    span: Tensor
    log_mask: Tensor

    def __init__(
        self,
        low: npt.NDArray[np.float64],
        high: npt.NDArray[np.float64],
        log: npt.NDArray[np.bool_],
        *,
        bounded: bool = True,
    ) -> None:
        super().__init__()
        self.unit_low = 0.0 if bounded else -math.inf
        self.unit_high = 1.0 if bounded else math.inf
        start = np.where(log, np.log(np.where(log, low, 1.0)), low)
        stop = np.where(log, np.log(np.where(log, high, 1.0)), high)
        self.register_buffer("low", torch.tensor(start, dtype=torch.float32))
        self.register_buffer("span", torch.tensor(stop - start, dtype=torch.float32))
        self.register_buffer("log_mask", torch.tensor(log))

    def forward(self, params: Tensor) -> Tensor:
        """Map physical ``(n, n_params)`` to unit values; values beyond the bounds pass them."""
        logged = torch.log(torch.where(self.log_mask, params, torch.ones_like(params)))
        return (torch.where(self.log_mask, logged, params) - self.low) / self.span

    def limit(self, unit: Tensor) -> Tensor:
        """Clamp unit ``(n, n_params)`` to what this map allows."""
        return unit.clamp(self.unit_low, self.unit_high)

    def inverse(self, unit: Tensor) -> Tensor:
        """Map unit ``(n, n_params)`` back to physical values."""
        affine = unit * self.span + self.low
        exponent = torch.where(self.log_mask, affine, torch.zeros_like(affine))
        return torch.where(self.log_mask, torch.exp(exponent), affine)


def per_band() -> Normalizer:
    """Use fixed bounds per band, the plug-in's ranges: bands keep their roles."""
    bounds = np.array(SAFE_BOUNDS)
    return Normalizer(bounds[:, 0], bounds[:, 1], _log_columns())


def graphic() -> Normalizer:
    """Use the bounds of graphic curves for all 40 gains."""
    high = np.full(len(SOCIALEQ_CENTERS_HZ), MAX_GAIN_DB)
    return Normalizer(-high, high, np.zeros(len(high), dtype=bool))


def log_fixed() -> Normalizer:
    """Use 20 Hz to 20 kHz for every frequency: bands may trade roles."""
    bounds = np.array(SAFE_BOUNDS)
    bounds[list(FREQ_COLUMNS)] = (20.0, 20_000.0)
    return Normalizer(bounds[:, 0], bounds[:, 1], _log_columns())


def log_data(params: npt.NDArray[np.float64]) -> Normalizer:
    """Use the bounds of the training rows: settings beyond them cannot be decoded."""
    low, high = params.min(axis=0), params.max(axis=0)
    return Normalizer(low, np.where(high > low, high, low + 1.0), _log_columns())


def zscore(params: npt.NDArray[np.float64]) -> Normalizer:
    """Use mean and deviation of the rows, without logarithms.

    Zero is the mean and one the mean plus a deviation, so decoded frequencies are
    unbounded: kept to show why that fails.
    """
    mean, deviation = params.mean(axis=0), params.std(axis=0)
    deviation = np.where(deviation > 0, deviation, 1.0)
    return Normalizer(mean, mean + deviation, np.zeros(N_PARAMS, dtype=bool), bounded=False)


def make_normalizer(name: NormalizerName, params: npt.NDArray[np.float64]) -> Normalizer:
    """Build the normalizer a configuration names.

    Parameters
    ----------
    name : {"per-band", "log-fixed", "log-data", "zscore", "graphic"}
        Which map; the last one is for 40 gains, the others for 13 parameters.
    params : ndarray, shape (n, n_params)
        Training rows, for the maps that depend on data.

    Raises
    ------
    ParameterError
        If the name is unknown.
    """
    match name:
        case "per-band":
            return per_band()
        case "log-fixed":
            return log_fixed()
        case "log-data":
            return log_data(params)
        case "zscore":
            return zscore(params)
        case "graphic":
            return graphic()
    raise ParameterError(
        f"normalizer must be per-band, log-fixed, log-data, zscore or graphic, got {name!r}"
    )


def _log_columns() -> npt.NDArray[np.bool_]:
    mask = np.zeros(N_PARAMS, dtype=bool)
    mask[list(LOG_COLUMNS)] = True
    return mask
