"""How a blend is written."""

from __future__ import annotations

import pytest

from semeq import ParameterError
from semeq.words.expression import parse_blend


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("warm", {"warm": 1}),
        ("-warm", {"warm": -1}),
        ("  warm + bright ", {"warm": 1, "bright": 1}),
        ("warm+0.5*airy - muddy", {"warm": 1, "airy": 0.5, "muddy": -1}),
        ("2 warm - .25 * lo-fi", {"warm": 2, "lo-fi": -0.25}),
        ("0.5*warm-0.5*bright", {"warm": 0.5, "bright": -0.5}),
        ("warm + warm", {"warm": 2}),
        ("bass boost + cálido", {"bass boost": 1, "cálido": 1}),
    ],
)
def test_expressions(expression: str, expected: dict) -> None:
    assert parse_blend(expression) == expected


@pytest.mark.parametrize(
    "expression", ["warm +", "+ * warm", "3", "warm ** 2", "1e3*warm", "++warm"]
)
def test_unreadable_expressions(expression: str) -> None:
    with pytest.raises(ParameterError, match="cannot read"):
        parse_blend(expression)
