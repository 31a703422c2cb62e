"""Read SocialFX: single 40-band settings with their words, from Parquet.

T. Zheng, P. Seetharaman and B. Pardo, "SocialFX: Studying a crowdsourced folksonomy of audio
effects terms", ACM Multimedia 2016. The Hugging Face data set ``seungheondoh/socialfx-original``
holds it in a split for each effect; the equalizer's is ``eq``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ as CENTERS_HZ
from semeq.errors import DataError
from semeq.train.data.dataset import Dataset
from semeq.train.data.download import download_from_hub
from semeq.train.data.filters import CleaningReport, drop_rows, is_rare, repeats
from semeq.train.data.graphic import WordCurves, graphic_settings, merged
from semeq.train.data.languages import guess_language, language_code
from semeq.train.data.records import Bad, Checked, check_gains, check_text, collect
from semeq.train.data.table import Float64Array, SettingsTable, StrArray

NAME = "SocialFX"
REPOSITORY, SPLIT = "seungheondoh/socialfx-original", "eq"
COLUMNS = ("id", "text", "param_keys", "param_values", "extra")
_FLAT = 1e-6
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class GraphicTable:
    """40-band settings with the word somebody gave them; one row per setting.

    Attributes
    ----------
    ids, words, languages : ndarray of str, shape (n,)
        Ids of the source, words, ISO 639-1 codes.
    gains : ndarray, shape (n, 40)
        At :data:`semeq.eq.graphic.SOCIALEQ_CENTERS_HZ`, in the data's relative units.
    sha256 : str
        SHA-256 of the file.
    """

    ids: StrArray
    words: StrArray
    languages: StrArray
    gains: Float64Array
    sha256: str = ""

    def __len__(self) -> int:
        return len(self.ids)

    def select(self, rows: npt.NDArray[Any]) -> GraphicTable:
        """Return the rows that an index or mask names."""
        return replace(
            self,
            ids=self.ids[rows],
            words=self.words[rows],
            languages=self.languages[rows],
            gains=self.gains[rows],
        )

    def settings(self) -> SettingsTable:
        """Return the rows as settings of 40 gains in dB; none may be flat."""
        return graphic_settings(NAME, self.words, self.languages, self.gains)

    def word_curves(self) -> WordCurves:
        """Return the mean curve of each word, each setting counted as one person's."""
        rows = [
            (word, language, gains, 1)
            for word, language, gains in zip(
                self.words.tolist(), self.languages.tolist(), self.gains.tolist(), strict=True
            )
        ]
        return merged(NAME, rows, self.sha256)


def read_socialfx(path: str | PathLike[str], *, on_bad: Bad = "raise") -> Checked[GraphicTable]:
    """Read the Parquet file of the split ``eq``.

    Parameters
    ----------
    path : path-like
        Columns ``id``, ``text``, ``param_keys``, ``param_values`` (40 gains) and ``extra``.
    on_bad : {"raise", "skip"}, default "raise"
        What to do with a row that differs: refuse the file, or leave the row out and say so.

    Returns
    -------
    Checked of GraphicTable
        The rows, and what was left out. The language is what ``extra`` says under ``lang`` or
        ``language``, else guessed.

    Raises
    ------
    DataError
        If the file is not Parquet or lacks a column, or a row differs; the message names its
        number, counted from 1.

    Examples
    --------
    >>> len(read_socialfx("eq-00000-of-00001.parquet").data)  # doctest: +SKIP
    1595
    """
    import pyarrow as pa  # noqa: PLC0415 (tens of megabytes, for this file format alone)
    import pyarrow.parquet as pq  # noqa: PLC0415

    path = Path(path)
    try:
        content = path.read_bytes()
        table = pq.read_table(pa.BufferReader(content))
    except (OSError, pa.ArrowException) as error:
        raise DataError(f"{path} cannot be read as Parquet: {error}") from error
    missing = [name for name in COLUMNS[:-1] if name not in table.column_names]
    if missing:
        raise DataError(
            f"{path} lacks the columns {', '.join(missing)}; it has {', '.join(table.column_names)}"
        )
    rows, skipped = collect(_records(table), _row, path, "row", on_bad)
    ids, words, languages, gains = zip(*rows, strict=True)
    data = GraphicTable(
        np.array(ids),
        np.array(words),
        np.array(languages),
        np.array(gains),
        hashlib.sha256(content).hexdigest(),
    )
    return Checked(data, skipped)


def clean_graphic(
    table: GraphicTable, *, min_examples: int = 1
) -> tuple[SettingsTable, CleaningReport]:
    """Drop flat settings, exact duplicates with one word, and words with too few rows.

    Parameters
    ----------
    table : GraphicTable
        As read.
    min_examples : int, default 1
        Keep only words with at least this many rows.

    Returns
    -------
    table : SettingsTable
        40 gains in dB per row, in the original order.
    report : CleaningReport
        Counts of each step.

    Raises
    ------
    DataError
        If nothing is left.
    """
    left, steps = drop_rows(
        table,
        {
            "drop flat settings": lambda t: np.ptp(t.gains, axis=1) < _FLAT,
            "drop duplicates": lambda t: repeats(t.words, t.gains, _DECIMALS),
            "drop rare words": lambda t: is_rare(t.words, min_examples),
        },
    )
    return left.settings(), CleaningReport(len(table), steps)


def download_socialfx(_output: Path) -> Path:
    """Download the equalizer's split of SocialFX into the Hugging Face cache.

    Raises
    ------
    DataError
        If ``huggingface_hub`` is not installed, or the file cannot be had.
    """
    return download_from_hub(NAME, REPOSITORY, SPLIT)


def _records(table: Any) -> Iterator[dict[str, Any]]:
    for batch in table.to_batches(max_chunksize=1_024):
        yield from batch.to_pylist()


def _row(row: dict[str, Any]) -> tuple[str, str, str, list[float]]:
    word = check_text("text", row["text"])
    keys = row["param_keys"]
    if keys is None or isinstance(keys, str) or len(keys) != len(CENTERS_HZ):
        n_keys = 0 if keys is None else len(keys)
        raise DataError(f"param_keys must name {len(CENTERS_HZ)} bands, got {n_keys}")
    gains = check_gains("param_values", row["param_values"], len(CENTERS_HZ))
    return str(row["id"]), word, _language(row.get("extra"), word), gains


def _language(extra: Any, word: str) -> str:
    if isinstance(extra, str) and extra.lstrip().startswith("{"):
        try:
            extra = json.loads(extra)
        except ValueError as error:
            raise DataError(f"extra is not JSON: {error}") from None
    if isinstance(extra, dict):
        for key in ("lang", "language"):
            if extra.get(key):
                return language_code(extra[key])
    return guess_language(word)


DATASET = Dataset(
    name="socialfx",
    title="SocialFX, equalizer",
    license="Weights: Apache-2.0, as semeq. Trained on SocialFX (T. Zheng et al., ACM "
    "Multimedia 2016).",
    space="graphic",
    read=read_socialfx,
    clean=clean_graphic,
    download=download_socialfx,
    default_preset="socialfx",
)
