"""English or Spanish: what a row says, or else what its word looks like."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from semeq.errors import DataError
from semeq.words.lookup import fold

ENGLISH, SPANISH = "en", "es"

_CODES = {
    "en": ENGLISH,
    "eng": ENGLISH,
    "english": ENGLISH,
    "es": SPANISH,
    "spa": SPANISH,
    "spanish": SPANISH,
    "espanol": SPANISH,
}
_SPANISH_LETTERS = frozenset("áéíóúüñ¿¡")


def language_code(tag: Any) -> str:
    """Return the ISO 639-1 code of a language's name.

    Raises
    ------
    DataError
        If it is neither English nor Spanish.

    Examples
    --------
    >>> language_code("Español")
    'es'
    """
    code = _CODES.get(fold(tag)) if isinstance(tag, str) else None
    if code is None:
        raise DataError(f"the language must be English or Español, got {tag!r}")
    return code


def guess_language(word: str) -> str:
    """Guess the language of a word without a tag.

    Spanish if it has a Spanish letter, or stands in the reviewed list
    ``train/data/spanish_words.toml``; else English, which most rows are. Words of both languages
    (*piano*, *sensual*, *tropical*) stay English.

    Examples
    --------
    >>> guess_language("áspero"), guess_language("oscuro"), guess_language("warm")
    ('es', 'es', 'en')
    """
    if _SPANISH_LETTERS & set(word.casefold()):
        return SPANISH
    return SPANISH if fold(word) in _spanish_words() else ENGLISH


@cache
def _spanish_words() -> frozenset[str]:
    text = (files("semeq.train.data") / "spanish_words.toml").read_text(encoding="utf-8")
    return frozenset(fold(word) for word in tomllib.loads(text)["words"])
