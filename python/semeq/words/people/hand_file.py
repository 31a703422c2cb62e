"""The file of a hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from semeq.eq.settings import EqSettings
from semeq.errors import DataError, ParameterError
from semeq.files.json_tables import list_of, record
from semeq.files.private_file import PrivateFile, check_own_word, write_private

MAX_SETTINGS = 10_000


def _check_settings(value: Any) -> None:
    record({})(value)
    try:
        EqSettings.from_dict(value)
    except ParameterError as error:
        raise DataError(str(error)) from error


_ROW = record({"word": check_own_word, "settings": _check_settings})
_FILE = PrivateFile("hand", 1, record({"settings": list_of(_ROW, high=MAX_SETTINGS)}), 64 << 20)

Pairs = Sequence[tuple[str, EqSettings]]


def write_hand(path: Path, settings: Pairs) -> None:
    """Write settings with their words.

    Parameters
    ----------
    path : Path
        The file.
    settings : sequence of (str, EqSettings)
        What a hand holds.

    Raises
    ------
    DataError
        If it cannot be written.
    """
    rows = [
        json.dumps({"word": w, "settings": s.to_dict()}, ensure_ascii=False) for w, s in settings
    ]
    head = json.dumps(_FILE.head)[:-1]
    write_private(path, f'{head}, "settings": [\n' + ",\n".join(rows) + "\n]}\n")


def read_hand(path: Path) -> list[tuple[str, EqSettings]]:
    """Read what :func:`write_hand` wrote.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    DataError
        If it is missing, damaged, of a newer version, or something else.
    """
    rows = _FILE.read(path)["settings"]
    return [(row["word"], EqSettings.from_dict(row["settings"])) for row in rows]
