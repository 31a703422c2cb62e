"""Read SocialEQ's words as Audealize ships them: one mean 40-band curve per word.

M. Cartwright and B. Pardo, "Social-EQ", ISMIR 2013; P. Seetharaman and B. Pardo, "Audealize",
JAES 2016.
"""

from __future__ import annotations

import hashlib
import json
import math
from os import PathLike
from pathlib import Path
from typing import Any

from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ as CENTERS_HZ
from semeq.errors import DataError
from semeq.train.data.dataset import Dataset
from semeq.train.data.filters import CleaningReport, CleaningStep
from semeq.train.data.graphic import WordCurves, merged
from semeq.train.data.languages import language_code
from semeq.train.data.records import Bad, Checked, check_gains, check_text, collect
from semeq.train.data.table import SettingsTable

NAME = "SocialEQ"


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
    sha256 = hashlib.sha256(content).hexdigest()
    return Checked(merged(NAME, rows, sha256), skipped)


def clean_words(
    words: WordCurves, *, min_examples: int = 1
) -> tuple[SettingsTable, CleaningReport]:
    """Return the words as settings, one row per word.

    Parameters
    ----------
    words : WordCurves
        As read: words that came twice are merged.
    min_examples : int, default 1
        Keep only words that at least this many people taught.

    Returns
    -------
    table : SettingsTable
        40 gains per row.
    report : CleaningReport
        Counts of each step.

    Raises
    ------
    DataError
        If nothing is left.
    """
    table = words.settings()
    steps = [CleaningStep("merge words", 0, 0, len(table))]
    if min_examples > 1:
        table = table.select(words.counts >= min_examples)
        removed = len(words) - len(table)
        steps.append(CleaningStep("drop rare words", 0, removed, len(table)))
    if not len(table):
        raise DataError(f"no word was taught by {min_examples} people: lower min_examples")
    return table, CleaningReport(len(words), tuple(steps))


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


DATASET = Dataset(
    name="socialeq",
    title="SocialEQ, mean curve of each word",
    license="Weights: Apache-2.0, as semeq. Trained on SocialEQ (M. Cartwright and B. Pardo, "
    "ISMIR 2013) as Audealize (P. Seetharaman and B. Pardo, JAES 2016) publishes it.",
    space="graphic",
    read=read_socialeq,
    clean=clean_words,
    default_preset="socialfx",
    min_examples=1,
)
