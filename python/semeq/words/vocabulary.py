"""The vocabulary of a model: all its terms, and how a word finds one."""

from __future__ import annotations

import difflib
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

from semeq.checks import show
from semeq.errors import ParameterError, UnknownTermError, WeakTermWarning
from semeq.words.agreement import DISPUTED, SOLID, THIN
from semeq.words.lookup import Lookup, fold
from semeq.words.term_info import TermInfo

_MAX_TYPED, _MAX_LENGTH = 1_024, 1_000

_warned: set[str] = set()


class Vocabulary:
    """All terms of a model in the order of its term table.

    Parameters
    ----------
    entries : sequence of dict
        The ``terms`` of an artifact's metadata.
    """

    def __init__(self, entries: Sequence[Mapping[str, Any]]) -> None:
        self._infos = tuple(TermInfo.from_dict(entry) for entry in entries)
        self._exact: dict[str, tuple[int, float]] = {}
        for i, info in enumerate(self._infos):
            if info.term not in self._exact or info.language == "en":
                self._exact[info.term] = (i, 1.0)

    @cached_property
    def _typed(self) -> Callable[[str], tuple[int, float] | None]:
        """Find a word that is not typed as it stands in the table; the last ones are kept."""
        lookup = Lookup((info.term, info.language) for info in self._infos)
        return lru_cache(maxsize=_MAX_TYPED)(lookup.find)

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
        found = self._exact.get(word)
        if found is None and len(word) <= _MAX_LENGTH:
            found = self._typed(word)
        if found is None:
            raise UnknownTermError(self._unknown(word))
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
                WeakTermWarning,
                stacklevel=_caller_level(),
            )
        return found

    def _unknown(self, word: str) -> str:
        offered = {fold(info.term): info.term for info in self._infos if not info.is_personal}
        near = difflib.get_close_matches(fold(word), offered, n=4, cutoff=0.6)
        message = f"unknown term {show(word)}"
        if near:
            message += f"; did you mean {' or '.join(repr(offered[name]) for name in near)}?"
        return f"{message} The model knows {self._some_names()} (semeq.terms() lists all)"

    def _some_names(self) -> str:
        offered = [info for info in self._infos if not info.is_personal]
        return ", ".join(info.term for info in sorted(offered, key=rank)[:8])


def rank(info: TermInfo) -> tuple[int, int, str]:
    """Order in which words are offered: solid, thin, disputed, no sound; then by their people."""
    grades = (SOLID, THIN, DISPUTED)
    known = info.names_sound and info.grade in grades
    return (grades.index(info.grade) if known else len(grades), -info.n_people, info.term)


def _caller_level() -> int:
    """Return the stack level of the first frame outside semeq, for warnings."""
    level, frame = 1, sys._getframe(1)  # noqa: SLF001 (the way the warnings module takes)
    while frame.f_back and frame.f_globals.get("__name__", "").split(".")[0] == "semeq":
        level, frame = level + 1, frame.f_back
    return level
