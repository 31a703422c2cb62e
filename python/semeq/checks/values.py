"""Checks of flags, texts, choices, classes, callables and paths."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from semeq.checks.quoting import show
from semeq.errors import ParameterError

_T = TypeVar("_T")


def check_flag(name: str, value: bool) -> bool:
    """Return True or False as a bool.

    Raises
    ------
    ParameterError
        If the value is neither; numbers and text do not count as flags.

    Examples
    --------
    >>> check_flag("resume", np.True_)
    True
    """
    if not isinstance(value, bool | np.bool_):
        raise ParameterError(f"{name} must be True or False, got {show(value)}")
    return bool(value)


def check_text(name: str, value: str) -> str:
    """Return a str.

    Raises
    ------
    ParameterError
        If the value is anything else, bytes included.

    Examples
    --------
    >>> check_text("term_a", "warm")
    'warm'
    """
    if not isinstance(value, str):
        raise ParameterError(f"{name} must be a str, got {show(value)}")
    return value


def check_choice(name: str, value: _T, choices: Iterable[_T]) -> _T:
    """Return a value that is one of the choices (texts, or None).

    Raises
    ------
    ParameterError
        If it is not; the message lists the choices.

    Examples
    --------
    >>> check_choice("design", "rbj", ("rbj", "matched"))
    'rbj'
    """
    known = tuple(choices)
    if not (value is None or isinstance(value, str)) or value not in known:
        listed = ", ".join(str(choice) for choice in known)
        raise ParameterError(f"{name} must be one of {listed}, got {show(value)}")
    return value


def check_instance(
    name: str, value: Any, kind: type[_T] | tuple[type[_T], ...], *, cure: str = ""
) -> _T:
    """Return a value that is of a class, or of one of several.

    Parameters
    ----------
    name : str
        Of the argument.
    value : object
        What was given.
    kind : type or tuple of type
        What it must be.
    cure : str, optional
        What to do instead; it ends the message, in parentheses.

    Raises
    ------
    ParameterError
        If `value` is of another class.

    Examples
    --------
    >>> check_instance("words", {"warm": 1.0}, dict)
    {'warm': 1.0}
    """
    if not isinstance(value, kind):
        kinds = kind if isinstance(kind, tuple) else (kind,)
        expected = " or ".join(each.__name__ for each in kinds)
        how = f" ({cure})" if cure else ""
        raise ParameterError(f"{name} must be of type {expected}, got {show(value)}{how}")
    return value


def check_callable(name: str, value: Any) -> Callable[..., Any]:
    """Return something that can be called.

    Raises
    ------
    ParameterError
        If it cannot.

    Examples
    --------
    >>> check_callable("on_progress", print)
    <built-in function print>
    """
    if not callable(value):
        raise ParameterError(f"{name} must be callable, got {show(value)}")
    return value  # type: ignore[no-any-return]


def check_path(name: str, value: str | os.PathLike[str]) -> Path:
    """Return a path; whether a file is there is not looked at.

    Raises
    ------
    ParameterError
        If the value is neither a str nor path-like, or the system cannot have such a name.

    Examples
    --------
    >>> check_path("source", "in.wav").suffix
    '.wav'
    """
    try:
        if not isinstance(value, str | os.PathLike):
            raise TypeError  # noqa: TRY301
        path = Path(value)
        if b"\0" in os.fsencode(path):
            raise ValueError("a path has no null characters")  # noqa: TRY301
        path.exists()
    except (TypeError, ValueError) as error:
        raise ParameterError(f"{name} must be a path (str or Path), got {show(value)}") from error
    except OSError as error:
        if error.errno == errno.ENAMETOOLONG:
            raise ParameterError(f"{name} is too long for a path: {show(value)}") from error
    return path
