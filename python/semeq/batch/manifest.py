"""The list of a folder's rendered files: one line of JSON for each."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from semeq.errors import AudioError, DataError

FILE_NAME = "manifest.jsonl"

Record = dict[str, Any]


class Manifest:
    """A manifest open for adding, by one process.

    A record is on disk as one whole line as soon as it is added, so that a run that is cut
    off leaves a manifest of what it did. On leaving the ``with`` block the file is replaced
    as a whole by one that lists each output once, in order of name.

    Parameters
    ----------
    folder : path-like
        Where ``manifest.jsonl`` is or will be.

    Raises
    ------
    DataError
        If the file there is not a manifest.
    AudioError
        If the file or the folder cannot be read or written.

    Examples
    --------
    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> with Manifest(folder) as manifest:
    ...     manifest.add({"output": "b.wav", "alpha": 0.5})
    ...     manifest.add({"output": "a.wav", "alpha": 1.0})
    >>> print((folder / "manifest.jsonl").read_text(), end="")
    {"output": "a.wav", "alpha": 1.0}
    {"output": "b.wav", "alpha": 0.5}
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self.path = Path(folder) / FILE_NAME
        self._lines: dict[str, str] = {}
        with _named_errors(self.path):
            text = self.path.read_text("ascii", errors="replace") if self.path.exists() else ""
        # A line without an end is one that a killed run was about to write.
        for number, line in enumerate(text.split("\n")[:-1], start=1):
            try:
                self._lines[json.loads(line)["output"]] = line
            except (ValueError, TypeError, KeyError) as error:
                raise DataError(
                    f"{self.path}, line {number}: not a record of semeq batch "
                    "(move the file away, or choose another folder)"
                ) from error

    def __enter__(self) -> Self:
        self._replace_file()
        with _named_errors(self.path):
            self._file = self.path.open("a", encoding="ascii")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()
        self._replace_file()

    def get(self, output: str) -> Record | None:
        """Return the newest record of an output, if there is one."""
        line = self._lines.get(output)
        if line is None:
            return None
        record: Record = json.loads(line)
        return record

    def add(self, record: Record) -> None:
        """Write a record; it supersedes an earlier one of its output."""
        line = json.dumps(record, allow_nan=False)
        with _named_errors(self.path):
            self._file.write(line + "\n")
            self._file.flush()
        self._lines[record["output"]] = line

    def _replace_file(self) -> None:
        part = self.path.with_name(f".{FILE_NAME}.part")
        with _named_errors(self.path):
            with part.open("w", encoding="ascii") as file:
                file.writelines(f"{self._lines[output]}\n" for output in sorted(self._lines))
            part.replace(self.path)


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise AudioError(f"cannot keep {path}: {error.strerror}") from error
