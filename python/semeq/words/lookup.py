"""How a word that somebody types finds the words a model knows.

The rules, in this order; the first that finds a word wins:

1. the word itself; case and outer spaces do not matter;
2. accents left out or added: *frio* finds *frío*;
3. an amount with a word: *more warm*, *warmer*, *más cálido* are 1.3 times the word,
   *warmest* 1.6 times, *less warm*, *menos claro* 0.7 times;
4. another form of the word: plurals, and the gender and number of Spanish adjectives
   (*clara*, *claros* find *claro*).

``en:`` or ``es:`` before a word asks for that language alone. Without it, a word that both
languages know is the English one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator

from semeq.checks import show
from semeq.errors import ParameterError

MORE, MOST, LESS = 1.3, 1.6, 0.7

LANGUAGES = ("en", "es")

_AMOUNT_WORDS = {"more ": MORE, "less ": LESS, "mas ": MORE, "menos ": LESS}
_MIN_STEM = 3


def check_language(language: str | None) -> None:
    """Check the name of a language.

    Parameters
    ----------
    language : str or None
        Name to check; None for all languages.

    Raises
    ------
    ParameterError
        If it is neither None nor one of :data:`LANGUAGES`.
    """
    given: object = language
    if given is not None and not (isinstance(given, str) and given in LANGUAGES):
        raise ParameterError(f"language must be 'en' or 'es', got {show(language)}")


def fold(word: str) -> str:
    """Return a word without case, accents and extra spaces.

    Parameters
    ----------
    word : str
        A word as typed.

    Returns
    -------
    str
        Lower case, one space between its parts.

    Examples
    --------
    >>> fold("  CÁLIDO ")
    'calido'
    """
    letters = unicodedata.normalize("NFD", word.casefold())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


class Lookup:
    """Finds words by the rules of this module.

    Parameters
    ----------
    words : iterable of (str, str)
        Words and their languages, in the order of the term table. Of two words that look the
        same without accents, the first is found.

    Examples
    --------
    >>> lookup = Lookup([("warm", "en"), ("frío", "es")])
    >>> lookup.find("WARM"), lookup.find("frio"), lookup.find("warmer"), lookup.find("hot")
    ((0, 1.0), (1, 1.0), (0, 1.3), None)
    """

    def __init__(self, words: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[tuple[str, str], int] = {}
        self._folded: dict[tuple[str, str], int] = {}
        for index, (word, language) in enumerate(words):
            self._exact.setdefault((language, _exact(word)), index)
            self._folded.setdefault((language, fold(word)), index)
        self._languages = sorted({language for language, _ in self._exact}, key=_english_first)

    def find(self, word: str) -> tuple[int, float] | None:
        """Return the place of a word and how much of it is asked for; None if unknown.

        Parameters
        ----------
        word : str
            As typed; ``en:`` or ``es:`` before it asks for one language.

        Returns
        -------
        tuple of (int, float), or None
            Index of the word and the amount; None if no rule finds a word.
        """
        languages, text = self._languages, word.strip()
        prefix, colon, rest = text.partition(":")
        if colon and prefix.casefold() in LANGUAGES:
            languages, text = [prefix.casefold()], rest
        exact = self._first(self._exact, [_exact(text)], languages)
        if exact is None:
            exact = self._first(self._folded, [fold(text)], languages)
        if exact is not None:
            return exact, 1.0
        for stems, amount in _amounts(fold(text)):
            found = self._first(self._folded, stems, languages)
            if found is not None:
                return found, amount
        found = self._first(self._folded, _forms(fold(text)), languages)
        return None if found is None else (found, 1.0)

    def _first(
        self, table: dict[tuple[str, str], int], stems: Iterable[str], languages: list[str]
    ) -> int | None:
        for stem in stems:
            for language in languages:
                found = table.get((language, stem))
                if found is not None:
                    return found
        return None


def _exact(word: str) -> str:
    return unicodedata.normalize("NFC", " ".join(word.casefold().split()))


def _english_first(language: str) -> tuple[bool, str]:
    return language != "en", language


def _amounts(word: str) -> Iterator[tuple[list[str], float]]:
    """Yield stems of a word, and the amount that the rest of it says."""
    for start, amount in _AMOUNT_WORDS.items():
        if word.startswith(start):
            stem = word.removeprefix(start).strip()
            yield [stem, *_forms(stem)], amount
    for ending, amount in (("er", MORE), ("est", MOST)):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _MIN_STEM:
            yield _adjectives(stem), amount


def _adjectives(stem: str) -> list[str]:
    """Return what *stem* may have been before -er: warm(er), larg(er), mudd(ier), ho(tter)."""
    found = [stem, stem + "e"]
    if stem.endswith("i"):
        found.append(stem[:-1] + "y")
    if stem[-1] == stem[-2]:
        found.append(stem[:-1])
    return found


def _forms(word: str) -> list[str]:
    """Return what *word* may be another form of."""
    found = []
    for ending, replacements in (
        ("as", ("o", "a")),
        ("os", ("o",)),
        ("es", ("", "e")),
        ("s", ("",)),
        ("a", ("o", "")),
    ):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _MIN_STEM:
            found += [stem + replacement for replacement in replacements]
    return found
