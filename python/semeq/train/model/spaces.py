"""What settings are made of: 13 parameters of five bands, or 40 gains of a graphic equalizer.

Networks, losses, batches and figures are the same for both; what differs is collected here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.eq.params import PARAM_NAMES, SAFE_BOUNDS
from semeq.eq.response import model_curves_db
from semeq.errors import ParameterError
from semeq.train.data.registry import find_dataset
from semeq.train.model import synth, synth_graphic
from semeq.train.model.curve import EqCurve, GainCurve, curve_grid_hz
from semeq.train.model.losses import gain_weights
from semeq.train.model.normalize import Normalizer, graphic, per_band

Float64Array = npt.NDArray[np.float64]

Make = Callable[[int, torch.Generator], Tensor]


@dataclass(frozen=True, slots=True)
class Space:
    """One kind of settings.

    Attributes
    ----------
    name : str
        What prose calls the kind.
    param_names : tuple of str
        What a row of *params* holds.
    bounds : tuple of (float, float)
        Lowest and highest value of each param.
    grid_hz : ndarray, shape (n_points,)
        Where figures judge curves.
    make_curve : callable
        Number of points to a module that maps *params* to curves in dB.
    make_normalizer : callable
        Makes the map to the unit range that no data decide.
    weights : callable
        *Params* to the weight of each in the loss.
    jitter, recombine, uniform : callable
        Settings nobody made: rows moved a little; new rows out of given ones; rows out of the
        bounds.
    """

    name: str
    param_names: tuple[str, ...]
    bounds: tuple[tuple[float, float], ...]
    grid_hz: Float64Array
    make_curve: Callable[[int], nn.Module]
    make_normalizer: Callable[[], Normalizer]
    weights: Callable[[Tensor], Tensor]
    jitter: Callable[[Tensor, torch.Generator], Tensor]
    recombine: Callable[[Tensor, int, torch.Generator], Tensor]
    uniform: Make

    @property
    def n_params(self) -> int:
        """Length of a row of *params*."""
        return len(self.param_names)

    def basis(self, n: int) -> Tensor:
        """Return the directions that networks start with, shape ``(n or fewer, n_params)``.

        All parameters themselves where there is room; else the `n` smoothest cosines, which
        carry nearly all of a curve.

        Examples
        --------
        >>> FIVE_BANDS.basis(32).shape, GRAPHIC.basis(28).shape
        (torch.Size([13, 13]), torch.Size([28, 40]))
        """
        if n >= self.n_params:
            return torch.eye(self.n_params)
        if self is FIVE_BANDS:
            raise ParameterError(f"13 parameters need as many coordinates, got {n}")
        return synth_graphic.cosines(n, self.n_params)


FIVE_BANDS = Space(
    name="five bands",
    param_names=PARAM_NAMES,
    bounds=SAFE_BOUNDS,
    grid_hz=curve_grid_hz(),
    make_curve=EqCurve,
    make_normalizer=per_band,
    weights=gain_weights,
    jitter=synth.jitter,
    recombine=synth.shuffle_bands,
    uniform=synth.uniform,
)

GRAPHIC = Space(
    name="40 gains",
    param_names=tuple(f"gain_db_at_{hz:g}_hz" for hz in SOCIALEQ_CENTERS_HZ),
    bounds=((-synth_graphic.MAX_GAIN_DB, synth_graphic.MAX_GAIN_DB),) * len(SOCIALEQ_CENTERS_HZ),
    grid_hz=np.array(SOCIALEQ_CENTERS_HZ, dtype=np.float64),
    make_curve=lambda _: GainCurve(),
    make_normalizer=graphic,
    weights=torch.ones_like,
    jitter=synth_graphic.jitter,
    recombine=synth_graphic.mix,
    uniform=synth_graphic.smooth,
)


SPACES: dict[str, Space] = {"five-bands": FIVE_BANDS, "graphic": GRAPHIC}
"""By the name that :attr:`semeq.train.data.dataset.Dataset.space` gives."""


def space_of(dataset: str) -> Space:
    """Return what the settings of a data set are made of.

    Raises
    ------
    ParameterError
        If there is no such data set, or it names a space that there is not.
    """
    name = find_dataset(dataset).space
    if name not in SPACES:
        raise ParameterError(
            f"the data set {dataset!r} names the space {name!r}; there are {', '.join(SPACES)}"
        )
    return SPACES[name]


def space_of_params(params: Float64Array) -> Space:
    """Tell from the length of the rows what settings ``(n, n_params)`` are made of.

    Examples
    --------
    >>> space_of_params(np.zeros((2, 40))).name
    '40 gains'
    """
    for space in SPACES.values():
        if params.shape[-1] == space.n_params:
            return space
    raise ParameterError(f"params must have 13 or 40 columns, got shape {params.shape}")


def curves_db(params: Float64Array) -> Float64Array:
    """Curves of settings in dB, ``(n, 13)`` to ``(n, 128)`` and ``(n, 40)`` to ``(n, 40)``."""
    is_five_bands = space_of_params(params) is FIVE_BANDS
    return model_curves_db(params) if is_five_bands else params.astype(np.float64)
