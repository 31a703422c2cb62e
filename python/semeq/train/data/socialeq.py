"""Read SocialEQ's words as Audealize ships them: one mean 40-band curve per word.

M. Cartwright and B. Pardo, "Social-EQ", ISMIR 2013; P. Seetharaman and B. Pardo, "Audealize",
JAES 2016.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ as CENTERS_HZ
from semeq.errors import DataError
from semeq.train.data.languages import ENGLISH, language_code
from semeq.train.data.records import Bad, Checked, check_gains, check_text, collect
from semeq.train.data.table import Float64Array, SettingsTable, StrArray

NAME = "SocialEQ"

SIZE_DB = 10.0
"""Peak-to-peak size given to a word's curve: the data are relative, people set the amount."""


@dataclass(frozen=True, slots=True)
class WordCurves:
    """Words with a curve each.

    Attributes
    ----------
    words, languages : ndarray of str, shape (n,)
        The words, and ISO 639-1 codes.
    gains : ndarray, shape (n, 40)
        At :data:`semeq.eq.graphic.SOCIALEQ_CENTERS_HZ`, in the data's relative units.
    counts : ndarray of int, shape (n,)
        How many people taught each word.
    sha256 : str
        Of what was read.
    """

    words: StrArray
    languages: StrArray
    gains: Float64Array
    counts: np.ndarray[tuple[int], np.dtype[np.int64]]
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.words)

    @property
    def curves_db(self) -> Float64Array:
        """Curves in dB, each :data:`SIZE_DB` from its lowest to its highest point, mean 0."""
        return gains_in_db(self.gains)

    def settings(self) -> SettingsTable:
        """Return the words as settings of 40 gains, one row per word."""
        return graphic_settings(NAME, self.words, self.languages, self.gains, self.counts)


def gains_in_db(gains: Float64Array) -> Float64Array:
    """Give relative gains ``(n, 40)`` the size :data:`SIZE_DB` and mean 0."""
    centered = gains - gains.mean(axis=1, keepdims=True)
    return np.asarray(SIZE_DB * centered / np.ptp(centered, axis=1, keepdims=True))


def graphic_settings(
    source: str,
    words: StrArray,
    languages: StrArray,
    gains: Float64Array,
    people: npt.NDArray[np.int64] | None = None,
) -> SettingsTable:
    """Make a table of settings of 40 gains in dB.

    The data do not say who taught what. Rows with the same curve bear the same contributor, so
    that no split lays one on both sides.
    """
    owners = np.unique(gains, axis=0, return_inverse=True)[1].reshape(-1)
    return SettingsTable(
        ids=np.arange(len(words)),
        words=words,
        contributors=np.array([f"curve-{owner:04d}" for owner in owners.tolist()]),
        params=gains_in_db(gains),
        source=source,
        people=people,
        languages={
            word: language
            for word, language in zip(words.tolist(), languages.tolist(), strict=True)
            if language != ENGLISH
        },
    )


def read_socialeq(path: str | PathLike[str], *, on_bad: Bad = "raise") -> Checked[WordCurves]:
    """Read ``eqdescriptors.json``.

    Parameters
    ----------
    path : path-like
        A list of objects with ``lang``, ``word``, ``settings`` (40 gains) and ``num``.
    on_bad : {"raise", "skip"}, default "raise"
        What to do with an entry that differs: refuse the file, or leave the entry out and say
        so in the result.

    Returns
    -------
    Checked of WordCurves
        The words in alphabetical order, and what was left out. Entries of a word that appears
        again are merged, weighted by their counts.

    Raises
    ------
    DataError
        If the file cannot be read as UTF-8 JSON, or an entry differs; the message names its
        number, counted from 1.

    Examples
    --------
    >>> len(read_socialeq("eqdescriptors.json").data)  # doctest: +SKIP
    394
    """
    path = Path(path)
    try:
        content = path.read_bytes()
        entries = json.loads(content.decode("utf-8"))
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise DataError(f"{path} cannot be read as UTF-8 JSON: {error}") from error
    if not isinstance(entries, list):
        raise DataError(f"{path}: expected a list of words, got a JSON {type(entries).__name__}")
    rows, skipped = collect(entries, _entry, path, "entry", on_bad)
    return Checked(merged(rows, content), skipped)


def merged(rows: Sequence[tuple[str, str, list[float], int]], content: bytes) -> WordCurves:
    """Merge rows of (word, language, gains, count) that have the same word and language."""
    groups: dict[tuple[str, str], list[tuple[list[float], int]]] = {}
    for word, language, gains, count in rows:
        groups.setdefault((word, language), []).append((gains, count))
    keys = sorted(groups)
    counts = [[count for _, count in groups[key]] for key in keys]
    means = [
        np.average([row for row, _ in groups[key]], axis=0, weights=weights)
        for key, weights in zip(keys, counts, strict=True)
    ]
    return WordCurves(
        np.array([word for word, _ in keys]),
        np.array([language for _, language in keys]),
        np.array(means),
        np.array([sum(each) for each in counts]),
        hashlib.sha256(content).hexdigest(),
    )


def _entry(entry: Any) -> tuple[str, str, list[float], int]:
    if not isinstance(entry, dict):
        raise DataError(f"expected an object, got {entry!r}")
    missing = [key for key in ("lang", "word", "settings", "num") if key not in entry]
    if missing:
        raise DataError(f"lacks {', '.join(missing)}")
    word = check_text("word", entry["word"])
    gains = check_gains("settings", entry["settings"], len(CENTERS_HZ))
    if math.isclose(max(gains), min(gains)):
        raise DataError("settings are flat: they say nothing about the word")
    count = entry["num"]
    if isinstance(count, bool) or not isinstance(count, int) or count < 1:
        raise DataError(f"num must be a whole number above 0, got {count!r}")
    return word, language_code(entry["lang"]), gains, count
