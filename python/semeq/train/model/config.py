"""One configuration for every training: options in groups, each checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from semeq.errors import ParameterError
from semeq.train.data.config import DataConfig
from semeq.train.data.options import build, check_types, merge
from semeq.train.model.contrast import LossConfig
from semeq.train.model.groups import BatchConfig, NetworkConfig, ScheduleConfig
from semeq.train.model.spaces import FIVE_BANDS, Space, space_of


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Everything that decides a training run, apart from the data file.

    Attributes
    ----------
    preset : str
        Name of the preset it was read from.
    seed : int
        Seed of weights and batches.
    data : DataConfig
        Which rows are learned.
    network : NetworkConfig
        Kind and sizes of the networks.
    loss : LossConfig
        Losses and their weights.
    batch : BatchConfig
        What a batch holds.
    schedule : ScheduleConfig
        Length and rate.

    Examples
    --------
    >>> TrainConfig().changed(seed=3, loss={"contrast": "none"}).loss.contrast
    'none'
    """

    preset: str = "identity"
    seed: int = 0
    data: DataConfig = field(default_factory=DataConfig)
    network: NetworkConfig = field(default_factory=NetworkConfig)
    loss: LossConfig = field(default_factory=LossConfig)
    batch: BatchConfig = field(default_factory=BatchConfig)
    schedule: ScheduleConfig = field(default_factory=ScheduleConfig)

    def __post_init__(self) -> None:
        check_types(self)
        needed = FIVE_BANDS.n_params if self.space is FIVE_BANDS else 1
        if self.network.identity_start and self.network.latent_dim < needed:
            raise ParameterError(
                f"identity_start needs latent_dim >= {needed}, got {self.network.latent_dim}"
            )
        if (self.space is FIVE_BANDS) == (self.network.normalizer == "graphic"):
            raise ParameterError(
                f"normalizer {self.network.normalizer!r} is not for {self.space.name}: "
                f"preset {self.preset!r} cannot learn the data set {self.data.dataset!r}"
            )
        if self.batch.n_curves and self.network.kind != "isometric":
            raise ParameterError(
                f"n_curves is for the isometric network, got kind={self.network.kind!r}"
            )
        if self.schedule.n_passes and not self.batch.n_real:
            raise ParameterError("n_passes counts the real rows of batches: n_real must be above 0")
        if self.space is not FIVE_BANDS and (
            self.batch.teacher != "none"
            or self.network.n_curve_points
            or self.network.head == "specialized"
            or self.batch.n_socialeq
        ):
            raise ParameterError(
                "a teacher, n_curve_points, n_socialeq and the specialized head are for five "
                f"bands, got dataset {self.data.dataset!r}"
            )

    @property
    def space(self) -> Space:
        """What the settings are made of."""
        return space_of(self.data.dataset)

    @property
    def n_carried(self) -> int:
        """Coordinates that the networks carry from settings to latent when training starts."""
        if self.space is FIVE_BANDS:
            return FIVE_BANDS.n_params
        network = self.network
        n_meaning = network.embedding_dim if network.embedding == "subspace" else 0
        return min(self.space.n_params, max(1, network.latent_dim - n_meaning))

    def changed(self, **changes: Any) -> TrainConfig:
        """Return a configuration with other options: ``changed(seed=1, loss={"kl_weight": 0.1})``.

        Raises
        ------
        ParameterError
            If an option is unknown, or its value is of another type or clashes with others.
        """
        return from_dict(merge(self.as_dict(), changes))

    def for_rows(self, n_rows: int) -> TrainConfig:
        """Return the configuration with the steps that its passes over `n_rows` rows take."""
        return replace(self, schedule=self.schedule.for_rows(n_rows, max(1, self.batch.n_real)))

    def as_dict(self) -> dict[str, Any]:
        """Return the options as a JSON-ready mapping, a mapping in it for each group."""
        return asdict(self)


def from_dict(mapping: Mapping[str, Any]) -> TrainConfig:
    """Read what :meth:`TrainConfig.as_dict` wrote.

    Raises
    ------
    ParameterError
        If it holds an unknown option.
    """
    return build(TrainConfig, mapping)
