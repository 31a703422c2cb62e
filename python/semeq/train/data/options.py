"""Options in frozen dataclasses: checked against their annotations, grouped, changed by name."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from semeq.errors import ParameterError

Options = TypeVar("Options")


def check_types(options: Any) -> None:
    """Check each field against its annotation; whole numbers become floats where floats belong.

    To be called in ``__post_init__``.

    Parameters
    ----------
    options : dataclass
        Its fields are int, float, bool, str, Literal, tuple of int, optional, or dataclasses.

    Raises
    ------
    ParameterError
        Naming the field, what it must be and what it was.
    """
    for name, hint in _hints(type(options)).items():
        value = getattr(options, name)
        object.__setattr__(options, name, _checked(name, value, hint))


def build(kind: type[Options], mapping: Mapping[str, Any], where: str = "") -> Options:
    """Make options from a mapping, with a mapping in it for each group.

    Parameters
    ----------
    kind : type
        A dataclass.
    mapping : mapping
        Values by field; fields that are not in it keep their defaults.
    where : str, default ""
        Name of the group with a dot, for errors.

    Raises
    ------
    ParameterError
        If a field is unknown, or has a value of another type.
    """
    hints = _hints(kind)
    if not isinstance(mapping, Mapping):
        raise ParameterError(f"{where.rstrip('.')} must be a group of options, got {mapping!r}")
    unknown = sorted(set(mapping) - set(hints))
    if unknown:
        raise ParameterError(
            f"unknown training options {[where + name for name in unknown]}; known are "
            f"{[where + name for name in hints]}"
        )
    return kind(
        **{
            name: build(hints[name], value, f"{where}{name}.")
            if is_dataclass(hints[name])
            else value
            for name, value in mapping.items()
        }
    )


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay options over others, group by group.

    Examples
    --------
    >>> merge({"seed": 0, "loss": {"contrast": "none"}}, {"loss": {"temperature": 2.0}})
    {'seed': 0, 'loss': {'contrast': 'none', 'temperature': 2.0}}
    """
    merged = dict(below)
    for name, value in above.items():
        group = merged.get(name)
        both = isinstance(group, Mapping) and isinstance(value, Mapping)
        merged[name] = merge(group, value) if both else value  # type: ignore[arg-type]
    return merged


def parse_assignment(text: str) -> dict[str, Any]:
    """Read ``group.option=value`` into a mapping that :func:`merge` takes.

    The value is written as in TOML; a plain word need not be quoted.

    Raises
    ------
    ParameterError
        If there is no name or no value.

    Examples
    --------
    >>> parse_assignment("loss.contrast_weight=0.1"), parse_assignment("loss.contrast=none")
    ({'loss': {'contrast_weight': 0.1}}, {'loss': {'contrast': 'none'}})
    """
    name, equals, value = (part.strip() for part in text.partition("="))
    if not (equals and value and all(name.split("."))):
        raise ParameterError(
            f"an option is set as GROUP.NAME=VALUE, such as loss.contrast_weight=0.1, got {text!r}"
        )
    try:
        parsed: Any = tomllib.loads(f"value = {value}")["value"]
    except tomllib.TOMLDecodeError:
        parsed = value
    for part in reversed(name.split(".")):
        parsed = {part: parsed}
    result: dict[str, Any] = parsed
    return result


def _hints(kind: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _checked(name: str, value: Any, hint: Any) -> Any:
    choices = get_args(hint)
    if isinstance(hint, UnionType) and NoneType in choices:
        if value is None or value == "none":
            return None
        return _checked(name, value, next(each for each in choices if each is not NoneType))
    if get_origin(hint) is Literal:
        if value not in choices:
            raise ParameterError(f"{name} must be one of {', '.join(choices)}, got {value!r}")
        return value
    if get_origin(hint) is tuple:
        if not isinstance(value, list | tuple) or not all(_is_whole(each) for each in value):
            raise ParameterError(f"{name} must be a list of whole numbers, got {value!r}")
        return tuple(value)
    if hint is float and _is_whole(value):
        return float(value)
    fits = _is_whole(value) if hint is int else isinstance(value, hint)
    if not fits:
        kinds = {int: "a whole number", float: "a number", bool: "true or false", str: "a text"}
        wanted = kinds.get(hint, f"options of {hint.__name__}")
        raise ParameterError(f"{name} must be {wanted}, got {value!r}")
    return value


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
