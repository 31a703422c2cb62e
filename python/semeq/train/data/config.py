"""What is read, and how it is split: the options that decide the rows of a training."""

from __future__ import annotations

from dataclasses import dataclass

from semeq.errors import ParameterError
from semeq.train.data.options import check_types
from semeq.train.data.registry import find_dataset


@dataclass(frozen=True, slots=True)
class DataConfig:
    """Which rows a model learns from.

    Attributes
    ----------
    dataset : str
        A name in :data:`semeq.train.data.registry.DATASETS`.
    split_seed : int
        Seed of the split by contributor.
    fit_on_validation : bool
        Train on the validation contributors too. For a final model only: whatever was
        selected on them is settled by then, and the test contributors remain unseen.
    skip_bad : bool
        Leave bad rows of the file out instead of refusing it; not for SAFE-DB.
    min_examples : int
        Rows a word needs in the training split to become a term.
    min_rows : int
        Rows a word needs in the file; the rows of rarer words are left out before the split.
    """

    dataset: str = "safe"
    split_seed: int = 0
    fit_on_validation: bool = False
    skip_bad: bool = False
    min_examples: int = 4
    min_rows: int = 1

    def __post_init__(self) -> None:
        check_types(self)
        find_dataset(self.dataset)
        for name in ("min_examples", "min_rows"):
            if getattr(self, name) < 1:
                raise ParameterError(f"{name} must be at least 1, got {getattr(self, name)}")
