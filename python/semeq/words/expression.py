"""Sums of words: ``"warm + 0.5*airy - muddy"`` as weights."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

from semeq.errors import ParameterError

# One signed item: a word, or a number times a word. A minus is an operator at the start, after a
# space or before a number, so that "lo-fi" stays one word.
_ITEM = re.compile(
    r"""\s*(?P<sign>^[+-]?|[+]|(?<=\s)-|-(?=\s*[\d.]))\s*
        (?:(?P<number>\d+(?:\.\d*)?|\.\d+)\s*\*?\s*)?
        (?P<word>[^\W\d][^+*]*?)\s*
        (?=$|\+|(?<=\s)-|-\s*[\d.])""",
    re.VERBOSE,
)


def parse_blend(blend: str | Mapping[str, float]) -> dict[str, float]:
    """Return the weight of each word of a blend.

    Parameters
    ----------
    blend : str or mapping of str to float
        An expression of words, numbers, ``+``, ``-`` and ``*``, or the weights themselves.

    Returns
    -------
    dict of str to float
        Words in the order they appear; the weights of a repeated word add up.

    Raises
    ------
    ParameterError
        If the expression cannot be read, is empty, or a weight is not finite.

    Examples
    --------
    >>> parse_blend("warm + 0.5*airy - muddy")
    {'warm': 1.0, 'airy': 0.5, 'muddy': -1.0}
    """
    items = _split(blend) if isinstance(blend, str) else _pairs(blend)
    weights: dict[str, float] = {}
    for word, weight in items:
        weights[word] = weights.get(word, 0.0) + weight
    if not weights:
        raise ParameterError("a blend needs at least one word, such as 'warm + 0.5*airy'")
    return weights


def _pairs(blend: Any) -> list[tuple[str, float]]:
    if not isinstance(blend, Mapping):
        raise ParameterError(
            f"a blend must be an expression such as 'warm + 0.5*airy' or a mapping, got {blend!r}"
        )
    for word, weight in blend.items():
        if isinstance(weight, str) or not math.isfinite(weight):
            raise ParameterError(f"the weight of {word!r} must be a finite number, got {weight!r}")
    return [(word, float(weight)) for word, weight in blend.items()]


def _split(expression: str) -> list[tuple[str, float]]:
    text = expression.strip()
    items = []
    place = 0
    while place < len(text):
        match = _ITEM.match(text, place)
        if match is None:
            raise ParameterError(
                f"cannot read {text[place:]!r} in blend {expression!r}; "
                "expected words with numbers, as in 'warm + 0.5*airy - muddy'"
            )
        sign = -1.0 if match["sign"] == "-" else 1.0
        items.append((match["word"], sign * float(match["number"] or 1.0)))
        place = match.end()
    return items
