"""Settings that people made, for music to go through."""

from __future__ import annotations

from dataclasses import dataclass
from os import PathLike

import numpy as np
import numpy.typing as npt

from semeq.train.data.cleaning import clean, is_duplicate, is_flat
from semeq.train.data.safe import read_safe
from semeq.train.data.splits import grouped_split
from semeq.train.data.table import SettingsTable
from semeq.train.ears.config import EarsConfig

N_RAW_TERMS = 14
_USABLE_MIN_CONTRIBUTORS = 2


@dataclass(frozen=True, slots=True)
class PeopleSplits:
    """Settings by people to learn from, and by others to judge by.

    The test contributors of SAFE-DB are in neither.

    Attributes
    ----------
    train, val : SettingsTable
        Rows of the training and of the validation contributors.
    """

    train: SettingsTable
    val: SettingsTable


def read_people(path: str | PathLike[str], config: EarsConfig) -> PeopleSplits:
    """Read SAFE-DB and keep the training and the validation contributors.

    Parameters
    ----------
    path : path-like
        ``SAFEEqualiserUserData.csv``.
    config : EarsConfig
        Which words (`terms`), and the seed of the split (`split_seed`).

    Raises
    ------
    DataError
        If the file differs from the published layout.
    """
    raw = read_safe(path)
    cleaned, _ = clean(raw)
    split = grouped_split(cleaned, seed=config.split_seed)
    train, val = cleaned.select(split.train), cleaned.select(split.val)
    if config.terms == "usable":
        return PeopleSplits(train.select(_usable(train)), val)
    known = np.isin(raw.contributors, np.unique(train.contributors))
    rows = raw.select(known)
    rows = rows.with_words(np.array([word.strip().lower() for word in rows.words.tolist()]))
    rows = rows.select(~is_duplicate(rows) & ~is_flat(rows))
    frequent = list(rows.word_counts())[:N_RAW_TERMS]
    return PeopleSplits(rows.select(np.isin(rows.words, frequent)), val)


def _usable(table: SettingsTable) -> npt.NDArray[np.bool_]:
    shared = {
        word
        for word in table.word_counts()
        if len(set(table.contributors[table.rows_of(word)].tolist())) >= _USABLE_MIN_CONTRIBUTORS
    }
    return np.array([word in shared for word in table.words.tolist()], dtype=bool)
