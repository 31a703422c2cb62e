"""One configuration for every preset, and the small files that fill it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from importlib.resources import files
from typing import Any, Literal, get_args

from semeq.errors import ParameterError
from semeq.train.model.normalize import NormalizerName
from semeq.train.model.spaces import FIVE_BANDS, DatasetName, Space, space_of

EmbeddingName = Literal["latent", "subspace", "mlp"]
TeacherName = Literal["none", "forest", "ensemble"]
ContrastName = Literal["none", "supcon-euclidean", "supcon-cosine", "triplet"]
NetworkName = Literal["silu", "residual"]
HeadName = Literal["linear", "sigmoid", "specialized"]


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Everything that decides a training run, apart from the data file.

    Attributes
    ----------
    dataset : {"safe", "socialfx", "socialeq"}
        What is learned: settings of five bands; single curves of 40 gains; or SocialEQ's words,
        one mean curve of 40 gains each.
    seed, split_seed : int
        Seed of weights and batches; seed of the split by contributor.
    fit_on_validation : bool
        Train on the validation contributors too. For a final model only: whatever was
        selected on them is settled by then, and the test contributors remain unseen.
    skip_bad : bool
        Leave bad rows of the file out instead of refusing it; not for SAFE-DB.
    min_examples : int
        Rows a word needs in the training part to become a term.
    normalizer : str
        See :func:`semeq.train.model.normalize.make_normalizer`.
    network : {"silu", "residual"}
        Plain layers; or residual ones with a tanh latent, as the earlier systems.
    head : {"linear", "sigmoid", "specialized"}
        Last layer of the residual decoder: free; limited to the bounds; or limited, with a
        small network of its own for gains, for frequencies and for Q.
    latent_dim : int
        Size of the latent.
    hidden_widths : tuple of int
        Hidden layers of the encoder; the decoder has them in reverse.
    n_curve_points : int
        Curve points the encoder sees beside the *params*; 0 for none.
    dropout : float
        Of the residual network.
    kl_weight : float
        Weight of the divergence from a Gaussian, annealed over the first half of training;
        above 0 the latent is a distribution (β-VAE).
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
    contrast : {"none", "supcon-euclidean", "supcon-cosine", "triplet"}
        Contrastive loss between words.
    contrast_weight, temperature : float
        Its weight and temperature.
    contrast_weight_start : float, optional
        Weight at the start, from where it rises evenly.
    class_balance : bool
        Let every word weigh alike in the contrast.
    noise_robustness : float
        0 is the plain contrast; toward 1 pairs that disagree with all others count less
        (see :func:`semeq.train.model.losses.supcon_loss`).
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
    curve_rms_weight, curve_mse_weight, param_weight, morph_weight : float
        Weights of the reconstruction losses; `morph_weight` asks that the curve halfway
        between two latents lies between their curves.
    weigh_params : bool
        Weigh the error of each parameter by how audible it is.
    n_real, n_jittered, n_taught, n_shuffled, n_uniform : int
        Rows of each kind in a batch; `n_taught` only with a teacher.
    n_crowd : int
        Rows of a batch that are SocialEQ's settings for words that the contrast knows.
    word_balance : float
        0 draws rows evenly, 1 draws words evenly.
    people_balance : float
        0 draws rows evenly, 1 draws contributors evenly.
    n_steps, steps_per_epoch : int
        Length of training; checkpoints and validation fall on epochs.
    learning_rate, weight_decay, max_grad_norm : float
        AdamW with a one-cycle schedule.
    """

    preset: str = "safe"
    dataset: DatasetName = "safe"
    seed: int = 0
    split_seed: int = 0
    fit_on_validation: bool = False
    skip_bad: bool = False
    min_examples: int = 4
    normalizer: NormalizerName = "per-band"
    network: NetworkName = "silu"
    head: HeadName = "linear"
    latent_dim: int = 32
    hidden_widths: tuple[int, ...] = (320, 320)
    n_curve_points: int = 64
    dropout: float = 0.0
    kl_weight: float = 0.0
    condition_dim: int = 0
    identity_start: bool = True
    residual_scale: float = 1.0
    embedding: EmbeddingName = "latent"
    embedding_dim: int = 32
    contrast: ContrastName = "supcon-euclidean"
    contrast_weight: float = 0.3
    temperature: float = 1.0
    contrast_weight_start: float | None = None
    class_balance: bool = False
    noise_robustness: float = 0.0
    curriculum_steps: int = 0
    teacher: TeacherName = "none"
    teacher_margin: float = 0.1
    soft_labels: bool = False
    curve_rms_weight: float = 0.5
    curve_mse_weight: float = 1.0 / 36.0
    param_weight: float = 4.0
    morph_weight: float = 0.0
    weigh_params: bool = True
    n_real: int = 128
    n_jittered: int = 128
    n_taught: int = 0
    n_shuffled: int = 64
    n_uniform: int = 64
    n_crowd: int = 0
    word_balance: float = 0.0
    people_balance: float = 0.0
    n_steps: int = 6_000
    steps_per_epoch: int = 250
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    max_grad_norm: float = 1.0

    def __post_init__(self) -> None:
        for name in ("latent_dim", "steps_per_epoch", "min_examples"):
            if getattr(self, name) < 1:
                raise ParameterError(f"{name} must be at least 1, got {getattr(self, name)}")
        if self.dataset not in get_args(DatasetName):
            raise ParameterError(
                f"dataset must be safe, socialfx or socialeq, got {self.dataset!r}"
            )
        needed = FIVE_BANDS.n_params if self.space is FIVE_BANDS else 1
        if self.identity_start and (self.network != "silu" or self.latent_dim < needed):
            raise ParameterError(
                f"identity_start needs the silu network and latent_dim >= {needed}, "
                f"got {self.network!r} and {self.latent_dim}"
            )
        self._check_space()
        if self.n_steps < 1 or self.n_steps % self.steps_per_epoch:
            raise ParameterError(
                f"n_steps must be a multiple of steps_per_epoch ({self.steps_per_epoch}), "
                f"got {self.n_steps}"
            )
        if (self.teacher == "none") != (self.n_taught == 0):
            raise ParameterError(
                f"n_taught is for runs with a teacher, got teacher={self.teacher!r} "
                f"and n_taught={self.n_taught}"
            )
        if self.condition_dim and not 0 < self.condition_dim < self.latent_dim:
            raise ParameterError(
                f"condition_dim must be below latent_dim ({self.latent_dim}), "
                f"got {self.condition_dim}"
            )
        if self.condition_dim and (self.network != "silu" or self.identity_start):
            raise ParameterError("condition_dim needs the silu network without identity_start")
        if self.embedding == "subspace" and not 0 < self.embedding_dim <= self.latent_dim:
            raise ParameterError(
                f"embedding_dim must be 1 to latent_dim ({self.latent_dim}), "
                f"got {self.embedding_dim}"
            )

    def _check_space(self) -> None:
        """Refuse what only one kind of settings has."""
        if (self.space is FIVE_BANDS) == (self.normalizer == "graphic"):
            raise ParameterError(
                f"normalizer {self.normalizer!r} is not for {self.space.name}: "
                f"preset {self.preset!r} cannot learn the data set {self.dataset!r}"
            )
        if self.space is not FIVE_BANDS and (
            self.teacher != "none"
            or self.n_curve_points
            or self.head == "specialized"
            or self.n_crowd
        ):
            raise ParameterError(
                "a teacher, n_curve_points, n_crowd and the specialized head are for five bands, "
                f"got dataset {self.dataset!r}"
            )

    @property
    def space(self) -> Space:
        """What the settings are made of."""
        return space_of(self.dataset)

    @property
    def n_carried(self) -> int:
        """Coordinates that the networks carry from settings to latent when training starts."""
        if self.space is FIVE_BANDS:
            return FIVE_BANDS.n_params
        n_meaning = self.embedding_dim if self.embedding == "subspace" else 0
        return min(self.space.n_params, max(1, self.latent_dim - n_meaning))

    @property
    def n_epochs(self) -> int:
        """Number of epochs."""
        return self.n_steps // self.steps_per_epoch

    @property
    def log_every_n_steps(self) -> int:
        """How often losses are logged."""
        return min(50, self.steps_per_epoch)

    @property
    def n_labeled(self) -> int:
        """Rows at the start of a batch that the contrast sees."""
        return self.n_real + self.n_jittered + self.n_taught + self.n_crowd

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as a JSON-ready mapping."""
        return asdict(self)


def preset_names(dataset: str | None = None) -> list[str]:
    """Names of the presets in the package: all, or those that can learn a data set."""
    folder = files("semeq.train.model") / "presets"
    names = sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name[0] != "_")
    if dataset is None:
        return names
    return [
        name
        for name in names
        if (_read_preset(name).get("dataset", "safe") == "safe") == (dataset == "safe")
    ]


def load_preset(name: str = "safe", **changes: Any) -> TrainConfig:
    """Read a preset and change some of its fields.

    Raises
    ------
    ParameterError
        If there is no such preset or field.

    Examples
    --------
    >>> load_preset("safe", seed=3).seed
    3
    """
    if name not in preset_names():
        raise ParameterError(f"no preset {name!r}; there are {', '.join(preset_names())}")
    return _configure(_read_preset(name) | {"preset": name} | changes)


def from_dict(mapping: Mapping[str, Any]) -> TrainConfig:
    """Read what :meth:`TrainConfig.as_dict` wrote.

    Raises
    ------
    ParameterError
        If it holds an unknown field.
    """
    return _configure(mapping)


def _read_preset(name: str) -> dict[str, Any]:
    """Read a file of options over those of the file it names as its ``base``."""
    text = (files("semeq.train.model") / "presets" / f"{name}.toml").read_text(encoding="utf-8")
    options = tomllib.loads(text)
    base = options.pop("base", None)
    return options if base is None else _read_preset(base) | options


def _configure(mapping: Mapping[str, Any]) -> TrainConfig:
    known = {field.name for field in fields(TrainConfig)}
    unknown = sorted(set(mapping) - known)
    if unknown:
        raise ParameterError(f"unknown training options {unknown}; known are {sorted(known)}")
    widths = tuple(mapping.get("hidden_widths", (320, 320)))
    return TrainConfig(**(dict(mapping) | {"hidden_widths": widths}))
