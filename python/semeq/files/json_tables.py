"""What a JSON text from a file must say, written as a table of checks.

>>> from semeq.files.json_checks import numbers, text
>>> point = record({"name": text(20), "xy": numbers(-1, 1, n=2)})
>>> point({"name": "center", "xy": [0, 0.5]})
>>> list_of(point)([{"name": "far", "xy": [0, 3]}])
Traceback (most recent call last):
...
semeq.files.json_checks.MismatchError: [0].xy must be 2 finite numbers in [-1, 1], got [0, 3]
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from semeq.checks import show
from semeq.files.json_checks import MAX_COUNT, Check, MismatchError


def or_none(check_value: Check) -> Check:
    """Check a value that may be null."""

    def check(value: Any) -> None:
        if value is not None:
            check_value(value)

    return check


def list_of(check_item: Check, *, low: int = 0, high: int = MAX_COUNT) -> Check:
    """Check a list, its length and each of its items."""

    def check(value: Any) -> None:
        if not (isinstance(value, list) and low <= len(value) <= high):
            raise MismatchError(f"a list of {low} to {high} items", show(value))
        for i, item in enumerate(value):
            try:
                check_item(item)
            except MismatchError as mismatch:
                raise mismatch.inside(f"[{i}]") from None

    return check


def record(required: Mapping[str, Check], optional: Mapping[str, Check] | None = None) -> Check:
    """Check an object by its keys; keys that are in neither table may hold anything."""
    known = {**required, **(optional or {})}
    keys = f"the keys {', '.join(required)}" if required else "any keys"

    def check(value: Any) -> None:
        if not isinstance(value, dict):
            raise MismatchError(f"an object with {keys}", show(value))
        missing = [key for key in required if key not in value]
        if missing:
            raise MismatchError(
                f"an object with the keys {', '.join(required)}",
                f"one without {', '.join(missing)}",
            )
        for key, check_value in known.items():
            if key in value:
                try:
                    check_value(value[key])
                except MismatchError as mismatch:
                    raise mismatch.inside(f".{key}") from None

    return check
