"""How what a person types finds a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semeq.words.lookup import LESS, MORE, MOST, Lookup, fold

WORDS = [
    ("warm", "en"),
    ("muddy", "en"),
    ("large", "en"),
    ("hot", "en"),
    ("clear", "en"),
    ("drum", "en"),
    ("metal", "en"),
    ("claro", "es"),
    ("frío", "es"),
    ("suave", "es"),
    ("metal", "es"),
    ("áspero", "es"),
]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("warm", ("warm", "en", 1.0)),
        ("  WARM ", ("warm", "en", 1.0)),
        ("frio", ("frío", "es", 1.0)),
        ("FRI\u0301O", ("frío", "es", 1.0)),  # combining accent
        ("aspero", ("áspero", "es", 1.0)),
        ("warmer", ("warm", "en", MORE)),
        ("warmest", ("warm", "en", MOST)),
        ("muddier", ("muddy", "en", MORE)),
        ("larger", ("large", "en", MORE)),
        ("hotter", ("hot", "en", MORE)),
        ("hottest", ("hot", "en", MOST)),
        ("more warm", ("warm", "en", MORE)),
        ("less warm", ("warm", "en", LESS)),
        ("más claro", ("claro", "es", MORE)),
        ("menos claras", ("claro", "es", LESS)),
        ("drums", ("drum", "en", 1.0)),
        ("clara", ("claro", "es", 1.0)),
        ("frías", ("frío", "es", 1.0)),
        ("suaves", ("suave", "es", 1.0)),
        ("metal", ("metal", "en", 1.0)),
        ("es:metal", ("metal", "es", 1.0)),
        ("en:Metal", ("metal", "en", 1.0)),
        ("en:frío", None),
        ("ward", None),
        ("more", None),
        ("er", None),
        ("", None),
        (":", None),
    ],
)
def test_rules(typed: str, found: tuple[str, str, float] | None) -> None:
    result = Lookup(WORDS).find(typed)
    assert (None if result is None else (*WORDS[result[0]], result[1])) == found


@given(st.text(max_size=20))
def test_any_text_finds_or_not(text: str) -> None:
    result = Lookup(WORDS).find(text)
    assert result is None or 0 <= result[0] < len(WORDS)
    assert fold(fold(text)) == fold(text)
