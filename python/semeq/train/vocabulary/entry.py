"""A word of the vocabulary with all that is known of it."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from semeq.eq.params import N_PARAMS
from semeq.train.data.table import Float64Array
from semeq.train.vocabulary.senses import Senses
from semeq.train.vocabulary.sounds import names_sound
from semeq.words.agreement import Agreement
from semeq.words.term_source import TermSource


@dataclass(frozen=True, slots=True)
class Entry:
    """A word with all that is known of it.

    Attributes
    ----------
    term, language : str
        The word, and an ISO 639-1 code.
    sources : tuple of TermSource
        What each data set has of it.
    curve_db : ndarray, shape (128,)
        The curve that its latent should decode to, on the model's grid.
    agreement : Agreement or None
        How far the people who use it agree; None for one person.
    spread_db : float or None
        RMS distance of the people's curves from their median, levels apart; None for one person.
    correlation : float or None
        Correlation of the curves of two sources.
    band_db : ndarray, shape (2, 128), or None
        Quartiles of the single settings' curves.
    senses : Senses or None
        Whether it has two senses; None with too few people to tell.
    params : ndarray, shape (n, n_params)
        The single settings; never shipped.
    """

    term: str
    language: str
    sources: tuple[TermSource, ...]
    curve_db: Float64Array
    agreement: Agreement | None = None
    spread_db: float | None = None
    correlation: float | None = None
    band_db: Float64Array | None = None
    senses: Senses | None = None
    params: Float64Array = field(default_factory=lambda: np.empty((0, N_PARAMS)))

    def as_dict(self) -> dict[str, Any]:
        """Return what an artifact says of the word, JSON-ready: no single setting."""
        entry: dict[str, Any] = {
            "term": self.term,
            "language": self.language,
            "sources": [asdict(source) for source in self.sources],
            "names_sound": names_sound(self.term.partition("@")[0]),
        }
        if self.agreement is not None:
            rounded = self.agreement.to_dict().items()
            entry["agreement"] = {name: round(value, 4) for name, value in rounded}
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
