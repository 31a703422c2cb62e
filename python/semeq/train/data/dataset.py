"""What the trainings must know of a data set."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from semeq.train.data.filters import CleaningReport
from semeq.train.data.records import Bad, Checked
from semeq.train.data.table import SettingsTable


class Raw(Protocol):
    """Rows as a file holds them, of any type."""

    @property
    def sha256(self) -> str:
        """Hash of what was read."""


class Read(Protocol):
    """Reads a file."""

    def __call__(self, path: Path, /, *, on_bad: Bad) -> Checked[Any]:
        """Return the rows, which have a ``sha256``; a bad row is refused or left out."""


class Clean(Protocol):
    """Turns what was read into a table."""

    def __call__(
        self, raw: Any, /, *, min_examples: int = 1
    ) -> tuple[SettingsTable, CleaningReport]:
        """Return the rows worth learning, of words with `min_examples`, and what was removed."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """One data set, and how to read it.

    Attributes
    ----------
    name : str
        What ``--dataset`` calls it.
    title : str
        What artifacts and cards call it.
    license : str
        License of weights that were trained on it, and the source to name.
    space : str
        Name of what a row holds: ``five-bands`` (13 parameters) or ``graphic`` (40 gains); see
        :mod:`semeq.train.model.spaces`.
    read : callable
        ``read(path, on_bad=...)``: see :class:`Read`.
    clean : callable
        ``clean(raw, min_examples=...)``: see :class:`Clean`.
    default_preset : str
        The preset to train when none is named.
    min_examples : int or None
        Rows a word needs, where the data say it; None leaves it to the preset.
    download : callable or None
        Fetches the file into a folder, and returns its path; None if it cannot be fetched.
    tells_people_apart : bool
        Whether rows name their people; else a contributor is one curve, whoever drew it.
    facts : callable or None
        What ``semeq data`` says of the rows as read, beside what it says of every data set.
    """

    name: str
    title: str
    license: str
    space: str
    read: Read
    clean: Clean
    default_preset: str
    min_examples: int | None = None
    download: Callable[[Path], Path] | None = None
    tells_people_apart: bool = False
    facts: Callable[[Any], dict[str, Any]] | None = None
