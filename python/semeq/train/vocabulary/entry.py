"""A word of the vocabulary with all that is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from semeq.eq.params import N_PARAMS
from semeq.train.data.table import Float64Array
from semeq.train.vocabulary.senses import Senses
from semeq.train.vocabulary.terms import grade


@dataclass(frozen=True, slots=True)
class Entry:
    """A word with all that is known of it.

    Attributes
    ----------
    term, language : str
        The word, and an ISO 639-1 code.
    sources : tuple of (str, int, int)
        Name, settings and people of each source.
    curve_db : ndarray, shape (128,)
        The curve that its latent should decode to, on the model's grid.
    spread_db : float or None
        RMS distance of single settings' curves from their median.
    correlation : float or None
        Correlation of the curves of two sources.
    band_db : ndarray, shape (2, 128), or None
        Quartiles of the single settings' curves.
    senses : Senses or None
        Whether it has two senses; None with too few settings or people to tell.
    params : ndarray, shape (n, 13)
        The single settings; never shipped.
    """

    term: str
    language: str
    sources: tuple[tuple[str, int, int], ...]
    curve_db: Float64Array
    spread_db: float | None = None
    correlation: float | None = None
    band_db: Float64Array | None = None
    senses: Senses | None = None
    params: Float64Array = field(default_factory=lambda: np.empty((0, N_PARAMS)))

    @property
    def grade(self) -> str:
        """How far to trust the word, by its settings and people over all sources."""
        return grade(sum(n for _, n, _ in self.sources), sum(n for _, _, n in self.sources))

    def as_dict(self) -> dict[str, Any]:
        """Return what an artifact says of the word, JSON-ready: no single setting."""
        entry: dict[str, Any] = {
            "term": self.term,
            "language": self.language,
            "sources": [
                {"name": name, "n_examples": n_examples, "n_contributors": n_contributors}
                for name, n_examples, n_contributors in self.sources
            ],
            "grade": self.grade,
        }
        if self.spread_db is not None:
            entry["spread_db"] = round(self.spread_db, 2)
        if self.correlation is not None:
            entry["correlation"] = round(self.correlation, 2)
        if self.band_db is not None:
            entry["band_db"] = np.round(self.band_db, 2).tolist()
        if self.senses is not None:
            entry["senses"] = self.senses.as_dict()
            if self.senses.are_separate:
                entry["variants"] = list(sense_names(self.term))
        return entry


def sense_names(word: str) -> tuple[str, str]:
    """Return the names of a word's two senses."""
    return f"{word}@1", f"{word}@2"
