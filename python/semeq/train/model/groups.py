"""The groups of a configuration: network, batch, schedule (data and loss lie beside their code)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from semeq.errors import ParameterError
from semeq.train.data.options import check_types
from semeq.train.model.normalize import NormalizerName

EmbeddingName = Literal["latent", "subspace", "mlp"]
TeacherName = Literal["none", "forest", "ensemble"]
NetworkName = Literal["silu", "residual", "isometric"]
HeadName = Literal["linear", "sigmoid", "specialized"]

_MAX_EPOCH = 250
_GRID_POINTS = 128


@dataclass(frozen=True, slots=True)
class NetworkConfig:
    """Kind and sizes of the networks.

    Attributes
    ----------
    kind : {"silu", "residual", "isometric"}
        Plain layers with SiLU; residual blocks with a tanh latent; or a latent of fixed
        coordinates in which distance is RMS distance in dB, and a decoder of plain layers.
    head : {"linear", "sigmoid", "specialized"}
        Last layer of the residual decoder: free; limited to the bounds; or limited, with a
        small network of its own for gains, for frequencies and for Q.
    normalizer : str
        Map of *params* to the unit range; see
        :func:`semeq.train.model.normalize.make_normalizer`.
    latent_dim : int
        Size of the latent.
    hidden_widths : tuple of int
        Hidden layers of the encoder; the decoder has them in reverse.
    n_curve_points : int
        Curve points the encoder sees beside the *params*; 0 for none.
    dropout : float
        Share of units that the residual network leaves out.
    condition_dim : int
        Coordinates at the end of the latent that are not encoded but looked up for the row's
        word (a conditional VAE); a word's point is then the prior's mean with its condition.
    identity_start : bool
        Start encoder and decoder as the identity on the *params*, or on as many smooth
        components of 40 gains as the latent holds beside the subspace of meaning.
    residual_scale : float
        Scale of the *params* in the latent at the start.
    embedding : {"latent", "subspace", "mlp"}
        What the contrast sees: the whole latent, its last `embedding_dim` coordinates, or a
        projection of it.
    embedding_dim : int
        Size of a subspace or projection.
    """

    kind: NetworkName = "silu"
    head: HeadName = "linear"
    normalizer: NormalizerName = "per-band"
    latent_dim: int = 32
    hidden_widths: tuple[int, ...] = (320, 320)
    n_curve_points: int = 64
    dropout: float = 0.0
    condition_dim: int = 0
    identity_start: bool = True
    residual_scale: float = 1.0
    embedding: EmbeddingName = "latent"
    embedding_dim: int = 32

    def __post_init__(self) -> None:
        check_types(self)
        if self.latent_dim < 1:
            raise ParameterError(f"latent_dim must be at least 1, got {self.latent_dim}")
        if self.identity_start and self.kind != "silu":
            raise ParameterError(f"identity_start needs the silu network, got {self.kind!r}")
        if self.kind == "isometric" and (
            self.n_curve_points != _GRID_POINTS or self.latent_dim > _GRID_POINTS
        ):
            raise ParameterError(
                f"the isometric network needs n_curve_points={_GRID_POINTS}, the grid of words' "
                f"curves, and at most as many coordinates, got {self.n_curve_points} points and "
                f"latent_dim={self.latent_dim}"
            )
        if self.condition_dim and not 0 < self.condition_dim < self.latent_dim:
            raise ParameterError(
                f"condition_dim must be below latent_dim ({self.latent_dim}), "
                f"got {self.condition_dim}"
            )
        if self.condition_dim and (self.kind != "silu" or self.identity_start):
            raise ParameterError("condition_dim needs the silu network without identity_start")
        if self.embedding == "subspace" and not 0 < self.embedding_dim <= self.latent_dim:
            raise ParameterError(
                f"embedding_dim must be 1 to latent_dim ({self.latent_dim}), "
                f"got {self.embedding_dim}"
            )


@dataclass(frozen=True, slots=True)
class BatchConfig:
    """What a batch holds, and who labels it.

    Attributes
    ----------
    n_real, n_jittered, n_taught, n_shuffled, n_uniform : int
        Rows of each kind in a batch; `n_taught` only with a teacher.
    n_socialeq : int
        Rows of a batch that are SocialFX's settings for words that the contrast knows.
    n_curves : int
        Further rows that are no settings but curves of SocialFX's words, at any amount and level;
        for the isometric network.
    word_balance : float
        0 draws rows evenly, 1 draws words evenly.
    people_balance : float
        0 draws rows evenly, 1 draws contributors evenly.
    curriculum_steps : int
        Steps at the start, at most half of all, that contrast only *warm* and *bright*.
    teacher : {"none", "forest", "ensemble"}
        Who labels *warm* and *bright* for the contrast: the entries themselves, or classifiers
        that learned from them (:mod:`semeq.train.model.teacher`).
    teacher_margin : float
        How sure the teacher must be, as a distance of its probability from one half.
    soft_labels : bool
        Draw a row's word with the teacher's probability each time, instead of taking the
        likelier one.
    """

    n_real: int = 128
    n_jittered: int = 128
    n_taught: int = 0
    n_shuffled: int = 64
    n_uniform: int = 64
    n_socialeq: int = 0
    n_curves: int = 0
    word_balance: float = 0.0
    people_balance: float = 0.0
    curriculum_steps: int = 0
    teacher: TeacherName = "none"
    teacher_margin: float = 0.1
    soft_labels: bool = False

    def __post_init__(self) -> None:
        check_types(self)
        for name in (each for each in self.__slots__ if each.startswith("n_")):
            if getattr(self, name) < 0:
                raise ParameterError(f"{name} must be at least 0, got {getattr(self, name)}")
        if (self.teacher == "none") != (self.n_taught == 0):
            raise ParameterError(
                f"n_taught is for runs with a teacher, got teacher={self.teacher!r} "
                f"and n_taught={self.n_taught}"
            )

    @property
    def n_labeled(self) -> int:
        """Rows at the start of a batch that the contrast sees."""
        return self.n_real + self.n_jittered + self.n_taught + self.n_socialeq


@dataclass(frozen=True, slots=True)
class ScheduleConfig:
    """How long and how fast is learned: AdamW with a one-cycle schedule.

    Attributes
    ----------
    n_steps, steps_per_epoch : int
        Length of training; checkpoints and validation fall on epochs.
    n_passes : int
        Length in passes over the training rows; 0 for as many steps as the two above say, more for
        as many as the rows take, some whole passes in each epoch.
    learning_rate, weight_decay, max_grad_norm : float
        Highest rate of the cycle; decay of the weights; norm to which gradients are clipped.
    """

    n_steps: int = 6_000
    steps_per_epoch: int = 250
    n_passes: int = 0
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    max_grad_norm: float = 1.0

    def __post_init__(self) -> None:
        check_types(self)
        if self.steps_per_epoch < 1:
            raise ParameterError(f"steps_per_epoch must be at least 1, got {self.steps_per_epoch}")
        if self.n_steps < 1 or self.n_steps % self.steps_per_epoch:
            raise ParameterError(
                f"n_steps must be a multiple of steps_per_epoch ({self.steps_per_epoch}), "
                f"got {self.n_steps}"
            )
        if self.n_passes < 0:
            raise ParameterError(f"n_passes must be at least 0, got {self.n_passes}")

    def for_rows(self, n_rows: int, n_per_step: int) -> ScheduleConfig:
        """Return the schedule with the steps that its passes take, if it counts passes.

        Parameters
        ----------
        n_rows : int
            Training rows.
        n_per_step : int
            How many of them a batch holds. A pass is the nearest whole number of batches.

        Examples
        --------
        >>> schedule = ScheduleConfig(n_passes=50).for_rows(1_274, 64)
        >>> schedule.n_steps, schedule.steps_per_epoch
        (1000, 200)
        """
        if not self.n_passes:
            return self
        n_steps = self.n_passes * max(1, round(n_rows / n_per_step))
        # As few epochs as hold whole passes: each costs a checkpoint and a look at unseen rows.
        n_epochs = next(
            n
            for n in range(1, self.n_passes + 1)
            if self.n_passes % n == 0 and (n_steps <= n * _MAX_EPOCH or n == self.n_passes)
        )
        return replace(self, n_steps=n_steps, steps_per_epoch=n_steps // n_epochs)

    @property
    def length(self) -> str:
        """The length in words, such as ``2000steps`` or ``50passes``."""
        return f"{self.n_passes}passes" if self.n_passes else f"{self.n_steps}steps"

    @property
    def n_epochs(self) -> int:
        """Number of epochs."""
        return self.n_steps // self.steps_per_epoch

    @property
    def log_every_n_steps(self) -> int:
        """How often losses are logged."""
        return min(50, self.steps_per_epoch)

    @classmethod
    def of_length(cls, n_steps: int) -> dict[str, int]:
        """Return options for about `n_steps` steps, not passes: whole epochs of at most 250.

        Examples
        --------
        >>> ScheduleConfig.of_length(600)
        {'n_steps': 600, 'steps_per_epoch': 200, 'n_passes': 0}
        """
        if n_steps < 1:
            raise ParameterError(f"a training needs at least 1 step, got {n_steps}")
        n_epochs = -(-n_steps // _MAX_EPOCH)
        per_epoch = n_steps // n_epochs
        return {"n_steps": n_epochs * per_epoch, "steps_per_epoch": per_epoch, "n_passes": 0}
