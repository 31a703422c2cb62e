"""The reviewed tables of SocialFX's words: languages, spellings, non-words, synonyms."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from semeq.train.data.languages import ENGLISH

Word = tuple[str, str]
"""A word in lower case, and its ISO 639-1 code."""


@dataclass(frozen=True, slots=True)
class WordTables:
    """What ``train/data/socialfx_words.toml`` says.

    Attributes
    ----------
    languages : dict of str to str
        Language of the words that are filed under another.
    spellings : dict of (str, str) to str
        A spelling and its language, and the word that it is a form of.
    non_words : frozenset of str
        What is no word at all.
    synonyms : dict of (str, str) to str
        A word and its language, and the English word it nearly means; that word among them.
    """

    languages: dict[str, str]
    spellings: dict[Word, str]
    non_words: frozenset[str]
    synonyms: dict[Word, str]


@cache
def word_tables() -> WordTables:
    """Return the reviewed tables."""
    text = (files("semeq.train.data") / "socialfx_words.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return WordTables(
        languages=table["languages"],
        spellings={
            (spelling, language): word
            for language, spellings in table["spellings"].items()
            for spelling, word in spellings.items()
        },
        non_words=frozenset(table["non_words"]["words"]),
        synonyms={
            (word, language): meaning
            for meaning, languages in table["synonyms"].items()
            for language, words in languages.items()
            for word in words
        },
    )


def right_languages(words: Iterable[Word]) -> list[Word]:
    """Return words under the language they are of.

    Examples
    --------
    >>> right_languages([("hot", "es"), ("warm", "en")])
    [('hot', 'en'), ('warm', 'en')]
    """
    languages = word_tables().languages
    return [(word, languages.get(word, language)) for word, language in words]


def merge_spellings(words: Iterable[Word]) -> list[Word]:
    """Return words with other forms of one word merged, each within its language.

    Examples
    --------
    >>> merge_spellings([("clarity", "en"), ("obscuro", "es"), ("warm", "en")])
    [('clear', 'en'), ('oscuro', 'es'), ('warm', 'en')]
    """
    spellings = word_tables().spellings
    return [(spellings.get((word, language), word), language) for word, language in words]


def merge_synonyms(words: Iterable[Word]) -> list[Word]:
    """Return the English word for what nearly means the same; other words stay.

    Spellings are to be merged first.

    Examples
    --------
    >>> merge_synonyms([("pesado", "es"), ("soothing", "en"), ("tinny", "en")])
    [('heavy', 'en'), ('calm', 'en'), ('tinny', 'en')]
    """
    synonyms = word_tables().synonyms
    return [(synonyms[word], ENGLISH) if word in synonyms else word for word in words]
