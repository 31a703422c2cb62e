"""Checks of JSON: what fits, what does not, and where a message says it is."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from semeq import DataError
from semeq.files import json_checks as checks
from semeq.files import json_tables as tables
from semeq.files.json_checks import MismatchError


def fits(check: checks.Check, value: Any) -> bool:
    try:
        check(value)
    except MismatchError:
        return False
    return True


ODD = [None, True, 1, -1, 0.5, math.nan, math.inf, 10**400, "", "a", [], [1], {}, {"a": 1}]


@pytest.mark.parametrize(
    ("check", "good"),
    [
        (checks.text(3), ["a"]),
        (checks.number(-1, 1), [1, -1, 0.5]),
        (checks.count(0, 1), [1]),
        (checks.numbers(0, 1, n=1), [[1]]),
        (checks.exactly("a"), ["a"]),
        (checks.one_of("a", "b"), ["a"]),
        (tables.or_none(checks.count()), [None, 1]),
        (tables.list_of(checks.count()), [[], [1]]),
        (tables.list_of(checks.count(), low=1, high=1), [[1]]),
        (tables.record({}), [{}, {"a": 1}]),
        (tables.record({"a": checks.count()}), [{"a": 1}]),
        (tables.record({}, optional={"a": checks.text(1)}), [{}]),
    ],
)
def test_what_fits_and_what_does_not(check: checks.Check, good: list[Any]) -> None:
    for value in ODD:
        expected = any(value == each and type(value) is type(each) for each in good)
        assert fits(check, value) == expected, value


@pytest.mark.parametrize("bad", ["\x1b[31m", "a\nb", "\ud800", "\u202e", "\x00", "  ", "a" * 9])
def test_text_that_a_terminal_obeys(bad: str) -> None:
    with pytest.raises(DataError) as raised:
        checks.text(8)(json.loads(json.dumps(bad)))
    assert str(raised.value).isprintable()
    assert fits(checks.text(8), "año 2-b")
    assert not fits(checks.text(8, "[a-z]+"), "a2")


def test_numbers_of_other_types_and_lengths() -> None:
    check = checks.numbers(-1, 1, n=2)
    assert fits(check, [0, 0.5])
    for bad in ([0], [0, 0, 0], [0, True], [0, "0"], [0, math.nan], [0, 2], (0, 1)):
        assert not fits(check, bad)


def test_a_message_says_where() -> None:
    check = tables.record({"terms": tables.list_of(tables.record({"n": checks.count(0, 9)}))})
    with pytest.raises(DataError, match=r"^terms\[1\]\.n must be an integer from 0 to 9, got 10$"):
        check({"terms": [{"n": 1}, {"n": 10}]})
    with pytest.raises(DataError, match=r"^terms\[0\] must be .* keys n, got one without n$"):
        check({"terms": [{"m": 1}]})
    with pytest.raises(DataError, match=r"^it must be an object with the keys terms, got \[\]$"):
        check([])
