"""The terms of a model: what stands behind each word, and how a word finds its term."""

from __future__ import annotations

import difflib
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from semeq.errors import ParameterError, ThinTermWarning, UnknownTermError
from semeq.words.lookup import Lookup, fold

SOLID = "solid"

_warned: set[str] = set()


@dataclass(frozen=True, slots=True)
class TermSource:
    """What one data set says about a word.

    Attributes
    ----------
    name : str
        The data set.
    n_examples, n_contributors : int
        Settings labeled with the word, and how many people made them.
    """

    name: str
    n_examples: int
    n_contributors: int

    def __str__(self) -> str:
        people = f"{self.n_contributors} {'person' if self.n_contributors == 1 else 'people'}"
        if self.n_examples == self.n_contributors:
            return f"{people} in {self.name}"
        return f"{self.n_examples} settings by {people} in {self.name}"


@dataclass(frozen=True, slots=True)
class TermInfo:
    """What a model knows of one word, and from whom.

    Attributes
    ----------
    term : str
        The word.
    language : str
        ISO 639-1 code.
    sources : tuple of TermSource
        The data sets the word comes from. Of several, the term is a blend weighted by their
        settings.
    grade : str
        ``"solid"``, ``"thin"`` or ``"one person's word"``: how far to trust it.
    spread_db : float or None
        RMS distance of the settings' curves from their median, in dB; None where only the
        median was published.
    agreement : float or None
        Correlation of the two sources' curves; None for a word of one source.
    band_db : tuple of two tuples of 128 floats, or None
        Quartiles of the settings' curves on the model's grid, in dB: half of the settings lie
        between them at each frequency. None where single settings are not known or too few.
    variants : tuple of str
        Terms of the word's separate meanings, ``warm@1`` and ``warm@2``, where the data support
        them.
    """

    term: str
    language: str
    sources: tuple[TermSource, ...]
    grade: str
    spread_db: float | None = None
    agreement: float | None = None
    band_db: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    variants: tuple[str, ...] = ()

    @classmethod
    def from_entry(cls, entry: Mapping[str, Any]) -> TermInfo:
        """Read an entry of ``terms`` in an artifact's metadata."""
        band = entry.get("band_db")
        return cls(
            entry["term"],
            entry["language"],
            tuple(TermSource(**source) for source in entry["sources"]),
            entry["grade"],
            entry.get("spread_db"),
            entry.get("agreement"),
            None if band is None else (tuple(band[0]), tuple(band[1])),
            tuple(entry.get("variants", ())),
        )

    @property
    def n_examples(self) -> int:
        """Settings labeled with the word, over all sources."""
        return sum(source.n_examples for source in self.sources)

    @property
    def n_contributors(self) -> int:
        """People who made them, over all sources."""
        return sum(source.n_contributors for source in self.sources)

    @property
    def is_private(self) -> bool:
        """Whether the word rests on one person: it is then not offered, but works if typed."""
        return self.n_contributors == 1

    @property
    def evidence(self) -> str:
        """The evidence in a few words.

        Examples
        --------
        >>> TermInfo("airy", "en", (TermSource("SAFE-DB", 7, 5),), "thin", 5.2).evidence
        'thin: 7 settings by 5 people in SAFE-DB, spread 5.2 dB'
        """
        said = f"{self.grade}: {' and '.join(map(str, self.sources))}"
        if self.agreement is not None:
            said += f" (agreement {self.agreement:.2f})"
        if self.spread_db is not None:
            said += f", spread {self.spread_db:.1f} dB"
        return f"{said}; variants {', '.join(self.variants)}" if self.variants else said


class Vocabulary:
    """All terms of a model in the order of its term table.

    Parameters
    ----------
    entries : sequence of dict
        The ``terms`` of an artifact's metadata.
    """

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self._infos = tuple(TermInfo.from_entry(entry) for entry in entries)
        self._found: dict[str, tuple[int, float]] = {
            info.term: (i, 1.0) for i, info in enumerate(self._infos)
        }

    @cached_property
    def _lookup(self) -> Lookup:  # made when a word is not typed as it stands in the table
        return Lookup((info.term, info.language) for info in self._infos)

    def __len__(self) -> int:
        return len(self._infos)

    def __iter__(self) -> Iterator[TermInfo]:
        return iter(self._infos)

    def __getitem__(self, index: int) -> TermInfo:
        return self._infos[index]

    def index(self, word: str) -> int:
        """Return the row of a word in the term table, by the rules of :mod:`semeq.words.lookup`.

        Raises
        ------
        ParameterError
            If `word` is not a string.
        UnknownTermError
            If no term has this name; the message names the nearest ones.
        """
        return self.find(word)[0]

    def find(self, word: str) -> tuple[int, float]:
        """Return the row of a word, and how much of it the word asks for (*warmer*: 1.3).

        Raises
        ------
        ParameterError
            If `word` is not a string.
        UnknownTermError
            If no term has this name; the message names the nearest ones.
        """
        if not isinstance(word, str):
            raise ParameterError(f"a term must be a string such as 'warm', got {word!r}")
        found = self._found.get(word)
        if found is None:
            found = self._lookup.find(word)
            if found is None:
                raise UnknownTermError(self._unknown(word))
            self._found[word] = found
        return found

    def use(self, word: str) -> tuple[int, float]:
        """Find a word to act on it: warns, once per word and process, where it is not solid.

        Raises
        ------
        ParameterError, UnknownTermError
            As :meth:`find`.
        """
        found = self.find(word)
        info = self._infos[found[0]]
        if info.grade != SOLID and info.term not in _warned:
            _warned.add(info.term)
            warnings.warn(
                f"{info.term!r} is {info.evidence}; semeq.term({info.term!r}) shows more",
                ThinTermWarning,
                stacklevel=_caller_level(),
            )
        return found

    def _unknown(self, word: str) -> str:
        offered = {fold(info.term): info.term for info in self._infos if not info.is_private}
        near = difflib.get_close_matches(fold(word), offered, n=4, cutoff=0.6)
        message = f"unknown term {word!r}"
        if near:
            message += f"; did you mean {' or '.join(repr(offered[name]) for name in near)}?"
        return f"{message} The model knows {self._some_names()} (semeq.terms() lists all)"

    def _some_names(self) -> str:
        shared = [info for info in self._infos if not info.is_private]
        by_evidence = sorted(shared, key=lambda info: -info.n_examples)
        return ", ".join(info.term for info in by_evidence[:8])


def _caller_level() -> int:
    """Return the stack level of the first frame outside semeq, for warnings."""
    level, frame = 1, sys._getframe(1)  # noqa: SLF001 (the way the warnings module takes)
    while frame.f_back and frame.f_globals.get("__name__", "").split(".")[0] == "semeq":
        level, frame = level + 1, frame.f_back
    return level
