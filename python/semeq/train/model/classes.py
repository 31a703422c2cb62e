"""Classes of words, for the contrast and for conditions."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from semeq.train.data.table import SettingsTable
from semeq.train.model.config import TrainConfig
from semeq.train.model.losses import UNLABELED

_MIN_CONTRAST_ROWS = 4


def contrast_classes(table: SettingsTable, config: TrainConfig) -> dict[str, int]:
    """Return the number of each word that the contrast tells apart."""
    return word_classes(table, min(_MIN_CONTRAST_ROWS, config.data.min_examples))


def word_classes(table: SettingsTable, min_rows: int = _MIN_CONTRAST_ROWS) -> dict[str, int]:
    """Return a number for each word with at least `min_rows` rows, the most frequent first."""
    return {word: i for i, word in enumerate(table.frequent_words(min_rows))}


def class_labels(table: SettingsTable, classes: Mapping[str, int]) -> npt.NDArray[np.int64]:
    """Class of each row, shape ``(n,)``; -1 for a word without a class."""
    return np.array([classes.get(w, UNLABELED) for w in table.words.tolist()], dtype=np.int64)
