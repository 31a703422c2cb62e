"""Curves of 40 gains: what the readers of SocialEQ and SocialFX share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.eq.curves import level_free, on_grid
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ as CENTERS_HZ
from semeq.eq.response import GRID_HZ
from semeq.train.data.languages import ENGLISH
from semeq.train.data.table import Float64Array, SettingsTable, StrArray

SIZE_DB = 10.0
"""Peak-to-peak size given to a curve: the data are relative, people set the amount."""


@dataclass(frozen=True, slots=True)
class WordCurves:
    """Words with a mean curve each.

    Attributes
    ----------
    source : str
        Name of the data set.
    words, languages : ndarray of str, shape (n,)
        The words, and ISO 639-1 codes.
    gains : ndarray, shape (n, 40)
        At :data:`semeq.eq.graphic.SOCIALEQ_CENTERS_HZ`, in the data's relative units.
    counts : ndarray of int, shape (n,)
        How many people taught each word.
    sha256 : str
        SHA-256 of what was read.
    """

    source: str
    words: StrArray
    languages: StrArray
    gains: Float64Array
    counts: npt.NDArray[np.int64]
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.words)

    @property
    def curves_db(self) -> Float64Array:
        """Curves in dB, each :data:`SIZE_DB` from its lowest to its highest point, mean 0."""
        return gains_in_db(self.gains)

    @property
    def grid_curves_db(self) -> Float64Array:
        """The same on the model's grid, shape ``(n, 128)``, mean 0 there."""
        return level_free(on_grid(self.curves_db, CENTERS_HZ, GRID_HZ))

    def settings(self) -> SettingsTable:
        """Return the words as settings of 40 gains, one row per word."""
        return graphic_settings(self.source, self.words, self.languages, self.gains, self.counts)


def gains_in_db(gains: Float64Array) -> Float64Array:
    """Give relative gains ``(n, 40)`` the size :data:`SIZE_DB` and mean 0."""
    centered = level_free(gains)
    return np.asarray(SIZE_DB * centered / np.ptp(centered, axis=1, keepdims=True))


def graphic_settings(
    source: str,
    words: StrArray,
    languages: StrArray,
    gains: Float64Array,
    people: npt.NDArray[np.int64] | None = None,
) -> SettingsTable:
    """Make a table of settings of 40 gains in dB.

    A word that is English in one row and not in another counts as English, since look-up prefers
    it. The data do not say who taught what. Rows with the same curve get the same contributor, so
    that no split puts the curve on both sides.

    Parameters
    ----------
    source : str
        Name of the data set.
    words, languages : ndarray of str, shape (n,)
        The words, and ISO 639-1 codes.
    gains : ndarray, shape (n, 40)
        In the data's relative units; none may be flat.
    people : ndarray of int64, shape (n,), optional
        How many people stand behind each row; by default one.
    """
    english = set(words[languages == ENGLISH].tolist())
    owners = np.unique(gains, axis=0, return_inverse=True)[1].reshape(-1)
    return SettingsTable(
        ids=np.arange(len(words)),
        words=words,
        contributors=np.array([f"curve-{owner:04d}" for owner in owners.tolist()]),
        params=gains_in_db(gains),
        source=source,
        people_per_row=people,
        languages={
            word: language
            for word, language in zip(words.tolist(), languages.tolist(), strict=True)
            if language != ENGLISH and word not in english
        },
        tells_people_apart=False,
    )


def merged(
    source: str, rows: Sequence[tuple[str, str, list[float], int]], sha256: str
) -> WordCurves:
    """Average the rows that have the same word and language, weighted by their counts.

    Parameters
    ----------
    source : str
        Name of the data set.
    rows : sequence of (str, str, list of float, int)
        Word, language, 40 gains, and how many people taught them.
    sha256 : str
        SHA-256 of what was read.
    """
    groups: dict[tuple[str, str], list[tuple[list[float], int]]] = {}
    for word, language, gains, count in rows:
        groups.setdefault((word, language), []).append((gains, count))
    keys = sorted(groups)
    counts = [[count for _, count in groups[key]] for key in keys]
    means = [
        np.average([row for row, _ in groups[key]], axis=0, weights=weights)
        for key, weights in zip(keys, counts, strict=True)
    ]
    return WordCurves(
        source,
        np.array([word for word, _ in keys]),
        np.array([language for _, language in keys]),
        np.array(means),
        np.array([sum(each) for each in counts]),
        sha256,
    )
