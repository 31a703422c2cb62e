"""Files of one person: JSON for their owner alone, of a kind and a version, written whole."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from semeq.checks import show
from semeq.errors import DataError
from semeq.files.json_checks import Check, MismatchError, count, exactly, text
from semeq.files.json_tables import record
from semeq.files.opening import open_regular, show_error

_check_line = text(100)


def check_own_word(value: Any) -> None:
    """Check a word of somebody's own, which need not be in any vocabulary.

    Parameters
    ----------
    value : object
        One line of at most 100 characters, not all of them spaces.

    Raises
    ------
    DataError
        If it is not.
    """
    _check_line(value)
    if not value.strip():
        raise MismatchError("a word", "nothing but spaces")


@dataclass(frozen=True, slots=True)
class PrivateFile:
    """What a kind of private file holds.

    Attributes
    ----------
    kind : str
        What the file says it is.
    version : int
        The newest that is read.
    content : callable
        Checks the other keys, as :mod:`semeq.files.json_checks` do.
    max_bytes : int
        More are not read.
    """

    kind: str
    version: int
    content: Check
    max_bytes: int

    @property
    def head(self) -> dict[str, Any]:
        """The first keys of a file."""
        return {"kind": self.kind, "version": self.version}

    def check(self, said: Any) -> None:
        """Check what a file says.

        Parameters
        ----------
        said : object
            As JSON gave it.

        Raises
        ------
        DataError
            If it is of another kind, of a newer version of semeq, or damaged.
        """
        noun = self.kind.replace("-", " ")
        try:
            record({"kind": exactly(self.kind), "version": count(1)})(said)
        except DataError as error:
            raise DataError(f"this is not a {noun}: {show(str(error))}") from error
        if said["version"] > self.version:
            raise DataError(
                f"this is a {noun} of version {said['version']}, this semeq reads version "
                f"{self.version}: install a newer semeq"
            )
        try:
            self.content(said)
        except DataError as error:
            raise DataError(f"this is a damaged {noun}: {show(str(error))}") from error

    def read(self, path: Path) -> dict[str, Any]:
        """Read a file and check it.

        Parameters
        ----------
        path : Path
            The file; it stays as it is.

        Raises
        ------
        DataError
            If it is missing, or :meth:`check` refuses it.
        """
        try:
            with open_regular(path) as file:
                said: dict[str, Any] = json.loads(file.read(self.max_bytes))
        except (OSError, ValueError, RecursionError) as error:
            noun = self.kind.replace("-", " ")
            raise DataError(f"{path} is not a {noun}: {show_error(error)}") from error
        try:
            self.check(said)
        except DataError as error:
            raise DataError(f"{path}: {error}; the file is left as it is") from error
        return said


def write_private(path: Path, content: str) -> None:
    """Write a file that its owner alone may read; it is there whole, or as before.

    Parameters
    ----------
    path : Path
        The file.
    content : str
        All of it.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    try:
        # mkstemp: for the owner alone. A killed process leaves the old file whole.
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(content)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise DataError(f"cannot write {path}: {show_error(error)}") from error
