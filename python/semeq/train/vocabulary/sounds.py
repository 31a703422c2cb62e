"""Words that do not say how something sounds: found when typed, never said of a recording."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files


@cache
def _no_sounds() -> frozenset[str]:
    text = (files("semeq.train.vocabulary") / "no_sounds.toml").read_text(encoding="utf-8")
    languages = tomllib.loads(text).values()
    return frozenset(word for kinds in languages for words in kinds.values() for word in words)


def names_sound(word: str) -> bool:
    """Whether a word says how something sounds, as far as a person who reviewed the list can say.

    Examples
    --------
    >>> names_sound("warm"), names_sound("cat")
    (True, False)
    """
    return word not in _no_sounds()
