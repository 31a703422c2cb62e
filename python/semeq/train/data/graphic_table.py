"""Single settings of 40 gains: one row for each time somebody taught a word."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from semeq.train.data.graphic import WordCurves, gains_in_db, graphic_settings, merged
from semeq.train.data.table import Float64Array, SettingsTable, StrArray


class Session(NamedTuple):
    """One row, as a file says it; the fields are those of :class:`GraphicTable`."""

    id: str
    word: str
    language: str
    gains: list[float]
    ratings_consistency: float


@dataclass(frozen=True, slots=True)
class GraphicTable:
    """40-band settings with the word somebody gave them; one row per session.

    Attributes
    ----------
    source : str
        Name of the data set.
    ids, words, languages : ndarray of str, shape (n,)
        Ids of the source, words, ISO 639-1 codes.
    gains : ndarray, shape (n, 40)
        At :data:`semeq.eq.graphic.SOCIALEQ_CENTERS_HZ`, in the data's relative units.
    ratings_consistency : ndarray, shape (n,)
        How alike the person rated the same sound twice, a correlation in [-1, 1]; NaN where the
        file does not say.
    sha256 : str
        SHA-256 of the file.
    """

    source: str
    ids: StrArray
    words: StrArray
    languages: StrArray
    gains: Float64Array
    ratings_consistency: Float64Array
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.ids)

    def select(self, rows: npt.NDArray[Any]) -> GraphicTable:
        """Return the rows that an index or mask names."""
        return replace(
            self,
            ids=self.ids[rows],
            words=self.words[rows],
            languages=self.languages[rows],
            gains=self.gains[rows],
            ratings_consistency=self.ratings_consistency[rows],
        )

    def with_words(self, words: StrArray, languages: StrArray) -> GraphicTable:
        """Return the table with other words, and the language of each."""
        return replace(self, words=words, languages=languages)

    @property
    def curves_db(self) -> Float64Array:
        """Curves in dB, shape ``(n, 40)``, of the size that words have; none may be flat."""
        return gains_in_db(self.gains)

    def settings(self) -> SettingsTable:
        """Return the rows as settings of 40 gains in dB; none may be flat."""
        return graphic_settings(self.source, self.words, self.languages, self.gains)

    def word_curves(self) -> WordCurves:
        """Return the mean curve of each word, each session counted once."""
        rows = [
            (word, language, gains, 1)
            for word, language, gains in zip(
                self.words.tolist(), self.languages.tolist(), self.gains.tolist(), strict=True
            )
        ]
        return merged(self.source, rows, self.sha256)

    def word_counts(self, language: str | None = None) -> dict[str, int]:
        """Sessions per word, most frequent first, equal counts in alphabetical order.

        Parameters
        ----------
        language : str, optional
            ISO 639-1 code; by default a word's sessions in all languages count together.
        """
        kept = self.words if language is None else self.words[self.languages == language]
        words, counts = np.unique(kept, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return {str(words[i]): int(counts[i]) for i in order}
