"""Check the docstrings of every public name against its signature: ``python -m tools.docstrings``.

Public are the names of ``semeq.__all__`` and what ``docs/reference.md`` shows: classes with their
public methods and properties, functions, and all of these in the modules it names. The checks are
numpydoc's; ``[tool.numpydoc_validation]`` in ``pyproject.toml`` lists them.
"""

from __future__ import annotations

import dataclasses
import inspect
import pkgutil
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from numpydoc.docscrape import NumpyDocString
from numpydoc.validate import validate

import semeq

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference.md"


def public_names() -> list[str]:
    """Full paths of everything that is checked, each object once."""
    shown = re.findall(r"^::: (\S+)$", REFERENCE.read_text("utf-8"), re.MULTILINE)
    found: dict[int, str] = {}
    for path in [*(f"semeq.{name}" for name in dir(semeq)), *shown]:
        for name, thing in _members(path, pkgutil.resolve_name(path)):
            found.setdefault(id(thing), name)
    return sorted(found.values())


def errors_of(path: str, checks: set[str]) -> list[str]:
    """Return what is wrong with one docstring, a line each."""
    thing = pkgutil.resolve_name(path)
    errors = [(code, text) for code, text in validate(path)["errors"] if code in checks]
    fields = _fields(thing)
    if fields:
        # A result tells its fields as attributes; nobody builds one by hand.
        told = _told(thing)
        errors = [error for error in errors if error[0] != "PR01"]
        errors += [("PR01", f"field {name!r} not documented") for name in sorted(fields - told)]
    elif not inspect.isclass(thing) and not _takes_parameters(thing):
        # Without parameters the first line says all that there is to say.
        errors = [error for error in errors if error[0] != "RT01"]
    return [f"{path}: {code} {text}" for code, text in errors]


def _fields(thing: object) -> set[str]:
    """Return the fields of a dataclass or named tuple; none of anything else."""
    if not isinstance(thing, type):
        return set()
    if dataclasses.is_dataclass(thing):
        return {field.name for field in dataclasses.fields(thing) if field.name[0] != "_"}
    return set(getattr(thing, "_fields", ()))


def main() -> int:
    """Print what is wrong; 1 if anything is."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    checks = set(config["tool"]["numpydoc_validation"]["checks"])
    names = public_names()
    errors = [line for name in names for line in errors_of(name, checks)]
    print("\n".join([*errors, f"docstrings: {len(names)} public names, {len(errors)} errors"]))
    return int(bool(errors))


def _takes_parameters(thing: object) -> bool:
    return callable(thing) and bool(set(inspect.signature(thing).parameters) - {"self"})


_FIELDS = ("Parameters", "Attributes")


def _told(thing: type) -> set[str]:
    """Names under Parameters and Attributes, of a class and of those it extends."""
    docs = [NumpyDocString(inspect.getdoc(base) or "") for base in thing.__mro__[:-1]]
    entries = [entry for doc in docs for part in _FIELDS for entry in doc[part]]
    return {name.strip() for entry in entries for name in entry.name.split(",")}


def _members(path: str, thing: object) -> Iterator[tuple[str, object]]:
    """Yield the object and what is public in it."""
    if inspect.ismodule(thing):
        for name, member in vars(thing).items():
            if not name.startswith("_") and getattr(member, "__module__", None) == path:
                yield from _members(f"{path}.{name}", member)
    elif inspect.isclass(thing):
        yield path, thing
        for name, member in vars(thing).items():
            for wrapped in ("__func__", "fget", "func"):  # class methods and properties
                member = getattr(member, wrapped, member)  # noqa: PLW2901
            if not name.startswith("_") and inspect.isfunction(member):
                yield f"{path}.{name}", member
    elif inspect.isfunction(thing):
        yield path, thing


if __name__ == "__main__":
    sys.exit(main())
