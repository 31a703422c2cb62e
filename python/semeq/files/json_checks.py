"""Checks of single values of a JSON text from a file.

A check takes a value and returns None, or raises :class:`MismatchError`, which the checks around
it (:mod:`semeq.files.json_tables`) tell where it happened.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from semeq.checks import show
from semeq.errors import DataError

Check = Callable[[Any], None]

MAX_COUNT = 10**9


class MismatchError(DataError):
    """A value is not what a file must hold there.

    Parameters
    ----------
    expected : str
        What should have been there.
    found : str
        What is there, fit to print.
    where : str, optional
        Keys and indices that lead to the value.
    """

    def __init__(self, expected: str, found: str, where: str = "") -> None:
        super().__init__(f"{where.removeprefix('.') or 'it'} must be {expected}, got {found}")
        self._parts = expected, found, where

    def inside(self, outer: str) -> MismatchError:
        """Return the same, told from one level farther out.

        Parameters
        ----------
        outer : str
            A key after a dot, or an index in brackets.
        """
        expected, found, where = self._parts
        return MismatchError(expected, found, outer + where)


def text(max_length: int, pattern: str | None = None) -> Check:
    """Check a text of one line that a terminal can show as it is.

    Parameters
    ----------
    max_length : int
        In characters.
    pattern : str, optional
        Regular expression of all of it.
    """
    fits = re.compile(pattern or ".*").fullmatch
    form = f" like {pattern}" if pattern else ""
    expected = f"1 to {max_length} printable characters{form}"

    def check(value: Any) -> None:
        # isprintable: no control characters, no halves of surrogate pairs, no marks that turn
        # the direction of what follows.
        is_text = isinstance(value, str) and 0 < len(value) <= max_length
        if not (is_text and value.isprintable() and not value.isspace() and fits(value)):
            raise MismatchError(expected, show(value))

    return check


def number(low: float, high: float) -> Check:
    """Check one finite number in a range, both ends included."""

    def check(value: Any) -> None:
        if type(value) not in (int, float) or not low <= value <= high:
            raise MismatchError(f"a finite number in [{low:g}, {high:g}]", show(value))

    return check


def count(low: int = 0, high: int = MAX_COUNT) -> Check:
    """Check an integer in a range, both ends included."""

    def check(value: Any) -> None:
        if type(value) is not int or not low <= value <= high:
            raise MismatchError(f"an integer from {low} to {high}", show(value))

    return check


def flag() -> Check:
    """Check true or false."""

    def check(value: Any) -> None:
        if type(value) is not bool:
            raise MismatchError("true or false", show(value))

    return check


def numbers(low: float, high: float, *, n: int) -> Check:
    """Check a list of *n* finite numbers in a range, both ends included."""

    def check(value: Any) -> None:
        is_list = isinstance(value, list) and len(value) == n
        if not (is_list and {int, float} >= set(map(type, value))) or not all(
            low <= each <= high for each in value
        ):
            raise MismatchError(f"{n} finite numbers in [{low:g}, {high:g}]", show(value))

    return check


def exactly(expected: Any) -> Check:
    """Check that a value is one that is known."""

    def check(value: Any) -> None:
        if value != expected:
            raise MismatchError(show(expected), show(value))

    return check


def one_of(*choices: str) -> Check:
    """Check that a text is one of a few."""

    def check(value: Any) -> None:
        if not (isinstance(value, str) and value in choices):
            raise MismatchError(f"one of {', '.join(choices)}", show(value))

    return check
