"""The terms of a model, and how a word finds its term."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from semeq.errors import ParameterError, UnknownTermError


@dataclass(frozen=True, slots=True)
class TermInfo:
    """What a model knows of one word, and from whom.

    Attributes
    ----------
    term : str
        The word.
    language : str
        ISO 639-1 code.
    source : str
        The data set the word comes from.
    n_examples, n_contributors : int
        Settings labelled with the word, and how many people made them.
    spread_db : float
        RMS distance of those settings' curves from their median, in dB.
    grade : str
        ``"solid"``, ``"thin"`` or ``"one person's word"``: how far to trust it.
    """

    term: str
    language: str
    source: str
    n_examples: int
    n_contributors: int
    spread_db: float
    grade: str


class Vocabulary:
    """All terms of a model in the order of its term table.

    Parameters
    ----------
    entries : sequence of dict
        The ``terms`` of an artefact's metadata.
    """

    def __init__(self, entries: Sequence[dict[str, Any]]) -> None:
        fields = TermInfo.__dataclass_fields__
        self._infos = tuple(TermInfo(**{name: entry[name] for name in fields}) for entry in entries)
        self._index = {_key(info.term): i for i, info in enumerate(self._infos)}

    def __len__(self) -> int:
        return len(self._infos)

    def __iter__(self) -> Iterator[TermInfo]:
        return iter(self._infos)

    def __getitem__(self, index: int) -> TermInfo:
        return self._infos[index]

    def index(self, word: str) -> int:
        """Return the row of a word in the term table; case and outer spaces do not matter.

        Raises
        ------
        ParameterError
            If `word` is not a string.
        UnknownTermError
            If no term has this name; the message names the nearest ones.
        """
        if not isinstance(word, str):
            raise ParameterError(f"a term must be a string such as 'warm', got {word!r}")
        found = self._index.get(_key(word))
        if found is None:
            raise UnknownTermError(self._unknown(word))
        return found

    def _unknown(self, word: str) -> str:
        near = difflib.get_close_matches(_key(word), self._index, n=3, cutoff=0.6)
        message = f"unknown term {word!r}"
        if near:
            message += f"; did you mean {' or '.join(repr(name) for name in near)}?"
        return f"{message} The model knows {self._some_names()} (semeq.terms() lists all)"

    def _some_names(self) -> str:
        shared = [info for info in self._infos if info.n_contributors > 1]
        by_evidence = sorted(shared, key=lambda info: -info.n_examples)
        return ", ".join(info.term for info in by_evidence[:8])


def _key(word: str) -> str:
    return word.strip().casefold()
