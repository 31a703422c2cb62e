"""The file of a hand: JSON, for its owner alone."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from semeq.checks import show
from semeq.eq.settings import EqSettings
from semeq.errors import DataError, ParameterError
from semeq.files.json_checks import count, exactly, text
from semeq.files.json_tables import list_of, record
from semeq.files.opening import open_regular, show_error

KIND, VERSION = "hand", 1
MAX_SETTINGS = 10_000
_MAX_BYTES = 64 << 20
_MAX_WORD = 80

_VERSION = record({"kind": exactly(KIND), "version": count(1)})
_CHECK = record(
    {
        "settings": list_of(
            record({"word": text(_MAX_WORD), "settings": record({})}), low=0, high=MAX_SETTINGS
        )
    }
)

Pairs = Sequence[tuple[str, EqSettings]]


def check_word(word: object) -> str:
    """Return a word of a hand, or raise ParameterError.

    Parameters
    ----------
    word : object
        One line of at most 80 characters.
    """
    if not (isinstance(word, str) and word.strip() and word.isprintable()):
        raise ParameterError(f"a word must be a text of one line, got {show(word)}")
    if len(word) > _MAX_WORD:
        raise ParameterError(f"a word has at most {_MAX_WORD} characters, got {show(word)}")
    return word


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
    head = f'{{"kind": "{KIND}", "version": {VERSION}, "settings": [\n'
    content = head + ",\n".join(rows) + "\n]}\n"
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
    try:
        with open_regular(path) as file:
            said = json.loads(file.read(_MAX_BYTES))
        _VERSION(said)
    except (OSError, ValueError, RecursionError) as error:
        raise DataError(f"{path} is not a hand: {show_error(error)}") from error
    if said["version"] > VERSION:
        raise DataError(
            f"{path} is a hand of version {said['version']}, this semeq reads version {VERSION}: "
            "install a newer semeq; the file is left as it is"
        )
    try:
        _CHECK(said)
        return [
            (check_word(each["word"]), EqSettings.from_dict(each["settings"]))
            for each in said["settings"]
        ]
    except (DataError, ParameterError) as error:
        raise DataError(f"{path} is a damaged hand: {show(str(error))}") from error
