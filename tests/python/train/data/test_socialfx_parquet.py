"""What ``extra`` may hold in the published file."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from semeq import DataError
from semeq.train.data.socialfx_parquet import parse_extra

FACTS = st.fixed_dictionaries(
    {"lang": st.sampled_from(["English", "Español", None])},
    optional={"ratings_consistency": st.floats(-1.0, 1.0)},
)


@given(facts=FACTS)
def test_literals_json_and_mappings_say_the_same(facts: dict[str, object]) -> None:
    assert parse_extra(repr(facts)) == parse_extra(json.dumps(facts)) == parse_extra(facts) == facts


@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_nothing_says_nothing(nothing: str | None) -> None:
    assert parse_extra(nothing) == {}


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ("__import__('os').getcwd()", "neither JSON nor a Python literal"),
        ("{'lang': open('x')}", "neither JSON nor a Python literal"),
        ("{'lang': 'English'", "neither JSON nor a Python literal"),
        ("\0", "neither JSON nor a Python literal"),
        ("(" * 300, "neither JSON nor a Python literal"),
        ("{'a': " * 200, "extra must have at most 1,000 characters, has 1,"),
        ("[1, 2]", r"extra must be a mapping, got \[1, 2\]"),
        (3, "extra must be a mapping, got 3"),
    ],
)
def test_anything_else_is_refused_and_never_executed(extra: object, message: str) -> None:
    with pytest.raises(DataError, match=message):
        parse_extra(extra)
