"""Labeled settings as a table of NumPy columns."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.eq.params import GAIN_COLUMNS

Float64Array = npt.NDArray[np.float64]
StrArray = npt.NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class SettingsTable:
    """Settings with the word somebody gave them; one row per entry.

    Attributes
    ----------
    ids : ndarray of int64, shape (n,)
        Entry ids of the source.
    words : ndarray of str, shape (n,)
        The word or phrase.
    contributors : ndarray of str, shape (n,)
        Opaque names of the addresses, or of whatever must stay on one side of a split.
    params : ndarray of float64, shape (n, n_params)
        Settings: 13 parameters in SAFE order and physical units, or 40 gains in dB.
    source : str
        Name of the data set, as words tell where they are from.
    audio_features : ndarray of float64, shape (n, 2, n_features), or None
        Features of the sound, unprocessed then processed; NaN where a row has none.
    people_per_row : ndarray of int64, shape (n,), or None
        How many people stand behind a row that is a mean; None where a row is one person's.
    languages : mapping of str to str
        ISO 639-1 codes of the words that are not English.
    people : ndarray of str, shape (n,)
        Opaque names of the people, several of whom may share an address. By default every
        contributor is one person.
    tells_people_apart : bool
        Whether contributors and people are known, or each row is a session of nobody known.
    """

    ids: npt.NDArray[np.int64]
    words: StrArray
    contributors: StrArray
    params: Float64Array
    source: str
    audio_features: Float64Array | None = None
    people_per_row: npt.NDArray[np.int64] | None = None
    languages: Mapping[str, str] = field(default_factory=dict)
    people: StrArray = field(default_factory=lambda: np.array([], dtype=np.str_))
    tells_people_apart: bool = True

    def __post_init__(self) -> None:
        if not len(self.people):
            object.__setattr__(self, "people", self.contributors)

    def __len__(self) -> int:
        return len(self.ids)

    def select(self, rows: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> SettingsTable:
        """Return the rows that a mask or an index array names."""
        features, per_row = self.audio_features, self.people_per_row
        return replace(
            self,
            ids=self.ids[rows],
            words=self.words[rows],
            contributors=self.contributors[rows],
            params=self.params[rows],
            audio_features=None if features is None else features[rows],
            people_per_row=None if per_row is None else per_row[rows],
            people=self.people[rows],
        )

    def with_words(self, words: StrArray) -> SettingsTable:
        """Return the table with other words."""
        return replace(self, words=words)

    @property
    def gains_db(self) -> Float64Array:
        """Gains of the five bands in dB, shape ``(n, 5)``."""
        return self.params[:, list(GAIN_COLUMNS)]

    @property
    def sha256(self) -> str:
        """Hash of ids, words, contributors and params: the same for any file that reads the same.

        Source, languages and people are not hashed.
        """
        digest = hashlib.sha256()
        for column in (self.ids, self.words, self.contributors):
            digest.update("\n".join(map(str, column.tolist())).encode())
        digest.update(self.params.tobytes())
        return digest.hexdigest()

    def rows_of(self, word: str) -> npt.NDArray[np.bool_]:
        """Mask of the rows that carry `word`, shape ``(n,)``."""
        rows: npt.NDArray[np.bool_] = self.words == word
        return rows

    def n_people(self, word: str) -> int:
        """Return how many people stand behind a word."""
        return self._n_behind(word, self.people)

    def n_contributors(self, word: str) -> int:
        """Return how many contributors stand behind a word; people, where a row is a mean."""
        return self._n_behind(word, self.contributors)

    def evidence(self) -> dict[str, Any]:
        """Count who stands behind the table and behind each word.

        Returns
        -------
        dict
            ``n_people`` and ``n_addresses`` of all rows; ``evidence``, which gives each word,
            most frequent first, its ``n_examples``, ``n_people`` and ``n_addresses``.
        """
        return {
            "n_people": len(set(self.people.tolist())),
            "n_addresses": len(set(self.contributors.tolist())),
            "evidence": {
                word: {
                    "n_examples": count,
                    "n_people": self.n_people(word),
                    "n_addresses": self.n_contributors(word),
                }
                for word, count in self.word_counts().items()
            },
        }

    def _n_behind(self, word: str, names: StrArray) -> int:
        rows = self.rows_of(word)
        if self.people_per_row is not None:
            return int(self.people_per_row[rows].sum())
        return len(set(names[rows].tolist()))

    def frequent_words(self, min_rows: int) -> list[str]:
        """Words with at least `min_rows` rows, most frequent first."""
        return [word for word, count in self.word_counts().items() if count >= min_rows]

    def word_counts(self) -> dict[str, int]:
        """Rows per word, most frequent first, equal counts in alphabetical order."""
        words, counts = np.unique(self.words, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return {str(words[i]): int(counts[i]) for i in order}
