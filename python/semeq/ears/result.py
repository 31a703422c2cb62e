"""What the results of listening share: JSON and back, and equality that looks into arrays."""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass
from types import NoneType
from typing import Any, Self, get_args, get_origin, get_type_hints

import numpy as np

from semeq.errors import ParameterError


class Result:
    """Base of frozen dataclasses that hold numbers, strings, arrays and one another.

    Two results are equal if all fields are; NaN equals NaN. They cannot be hashed.

    Examples
    --------
    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True, eq=False)
    ... class Level(Result):
    ...     name: str
    ...     level_db: float
    >>> Level("silence", float("nan")).to_dict()
    {'name': 'silence', 'level_db': None}
    >>> Level.from_dict({"name": "silence", "level_db": None}) == Level("silence", float("nan"))
    True
    """

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """Return a mapping that :func:`json.dumps` accepts; NaN becomes None.

        Returns
        -------
        dict
            One entry per attribute, from which :meth:`from_dict` makes an equal result.
        """
        return _fields_to_json(self)

    @classmethod
    def from_dict(cls, mapping: dict[str, Any]) -> Self:
        """Make a result from what :meth:`to_dict` returned.

        Parameters
        ----------
        mapping : dict
            One entry per attribute; others are not allowed.

        Returns
        -------
        Result
            Of the class it is called on.

        Raises
        ------
        ParameterError
            If an entry is missing, unknown or of the wrong type.
        """
        made: Self = _build(cls, mapping)
        return made

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        names = [field.name for field in fields(self)]  # type: ignore[arg-type]
        return all(_equal(getattr(self, name), getattr(other, name)) for name in names)

    __hash__ = None  # type: ignore[assignment]


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        return np.array_equal(one, other, equal_nan=True)
    return bool(one == other) or (_is_nan(one) and _is_nan(other))


def _is_nan(value: Any) -> bool:
    return isinstance(value, float) and math.isnan(value)


def _fields_to_json(value: Any) -> dict[str, Any]:
    return {field.name: _to_json(getattr(value, field.name)) for field in fields(value)}


def _to_json(value: Any) -> Any:
    if hasattr(value, "to_dict"):
        return value.to_dict()
    if is_dataclass(value):
        return _fields_to_json(value)
    if isinstance(value, np.ndarray | np.generic):
        return _to_json(value.tolist())
    if isinstance(value, dict):
        return {key: _to_json(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_to_json(each) for each in value]
    return None if _is_nan(value) else value


def _build(cls: Any, mapping: Any) -> Any:
    """Make a dataclass from a mapping of its fields in JSON, checking their types."""
    names = [field.name for field in fields(cls)]
    if not isinstance(mapping, dict) or set(mapping) != set(names):
        raise ParameterError(
            f"{cls.__name__} needs a mapping with the keys {', '.join(names)}, "
            f"got {list(mapping) if isinstance(mapping, dict) else mapping!r}"
        )
    hints = get_type_hints(cls)
    values = {}
    for name in names:
        try:
            values[name] = _from_json(hints[name], mapping[name])
        except (TypeError, ValueError) as error:
            raise ParameterError(
                f"{cls.__name__} cannot take {name} = {mapping[name]!r}: {error}"
            ) from error
    return cls(**values)


def _from_json(hint: Any, value: Any) -> Any:
    """Return a JSON value as the type that a field is annotated with."""
    origin, arguments = get_origin(hint), get_args(hint)
    if hasattr(origin, "__value__"):  # NDArray is a type alias from NumPy 2.5 on
        origin = get_origin(origin.__value__)
    if origin is np.ndarray:
        made: Any = np.array(value, dtype=np.float64)  # None becomes NaN
    elif origin is tuple:
        made = tuple(_from_json(arguments[0], each) for each in _checked(list, value))
    elif origin is dict:
        items = _checked(dict, value).items()
        made = {key: _from_json(arguments[1], each) for key, each in items}
    elif NoneType in arguments:
        made = None if value is None else _from_json(arguments[0], value)
    elif hasattr(hint, "from_dict"):
        made = hint.from_dict(value)
    elif is_dataclass(hint):
        made = _build(hint, value)
    elif hint is float:
        made = math.nan if value is None else float(_checked(int | float, value))
    else:
        made = _checked(hint, value)
    return made


def _checked(kind: Any, value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"expected {getattr(kind, '__name__', kind)}")
    return value
