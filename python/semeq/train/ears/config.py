"""What decides a training of the ears, apart from the data."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

from semeq.checks import check_number
from semeq.errors import ParameterError
from semeq.train.data.options import check_types

TermsName = Literal["raw", "usable"]


@dataclass(frozen=True, slots=True)
class EarsConfig:
    """A configuration of the blind estimator.

    Attributes
    ----------
    seed : int
        Decides weights, batches, noise and crops.
    split_seed : int
        Decides how SAFE-DB is split by contributor.
    music_ratio : float
        Share of music in a batch; the rest is pink noise.
    terms : {"usable", "raw"}
        Settings to learn from: those of cleaned words that more than one person used, or those of
        the 14 most frequent raw words, ``test`` among them.
    word_balance : float
        0 draws settings evenly, 1 draws words evenly.
    per_track : int
        Crops of 10 s from each track of music.
    mix_up : float
        Shape of the beta distribution that mixes two tracks.
    tilt_db : float
        Deviation of a random tilt of the music, in dB per octave.
    band_noise_db : float
        Deviation of random levels of the music's bands.
    n_shuffled, n_uniform : float
        Share of settings whose bands come from different rows; whose values come from anywhere.
    n_steps, batch_size, width, dropout
        Length of training, and sizes.
    n_noise_steps : int
        Steps that train the expert for noise beforehand, on noise alone; it is then left as it
        is. 0 trains it along with the rest.
    learning_rate, weight_decay : float
        AdamW with a one-cycle schedule.
    n_pink, pink_every : int
        Clips of pink noise at hand; steps after which one of them is replaced by a new one.
    """

    seed: int = 0
    split_seed: int = 0
    music_ratio: float = 0.5
    terms: TermsName = "usable"
    word_balance: float = 0.25
    per_track: int = 8
    mix_up: float = 0.2
    tilt_db: float = 0.7
    band_noise_db: float = 0.5
    n_shuffled: float = 0.1
    n_uniform: float = 0.0
    n_steps: int = 1_200
    batch_size: int = 128
    n_noise_steps: int = 3_000
    width: int = 128
    dropout: float = 0.3
    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    n_pink: int = 192
    pink_every: int = 8

    def __post_init__(self) -> None:
        check_types(self)
        check_number("music_ratio", self.music_ratio, 0.0, 1.0)
        check_number("word_balance", self.word_balance, 0.0, 1.0)
        for name in ("n_steps", "batch_size", "per_track", "n_pink"):
            if getattr(self, name) < 1:
                raise ParameterError(f"{name} must be at least 1, got {getattr(self, name)}")

    def as_dict(self) -> dict[str, Any]:
        """Return the fields as a JSON-ready mapping."""
        return asdict(self)
