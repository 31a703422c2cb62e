"""Read SocialFX: single 40-band settings with their words, as raw CSV or as Parquet.

T. Zheng, P. Seetharaman and B. Pardo, "SocialFX: Studying a crowdsourced folksonomy of audio
effects terms", ACM Multimedia 2016. The raw file is ``eq_contributions.csv``. The Hugging Face data
set ``seungheondoh/socialfx-original`` holds the same rows in a split for each effect; the
equalizer's is ``eq``.
"""

from __future__ import annotations

import hashlib
from os import PathLike
from pathlib import Path

import numpy as np

from semeq.errors import DataError
from semeq.train.data.dataset import Dataset
from semeq.train.data.download import download_from_hub
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.records import Bad, Checked, collect
from semeq.train.data.socialfx_cleaning import clean_graphic, session_facts
from semeq.train.data.socialfx_csv import FIRST_ROW, csv_rows, csv_session
from semeq.train.data.socialfx_parquet import parquet_rows, parquet_session

NAME = "SocialFX"
REPOSITORY, SPLIT = "seungheondoh/socialfx-original", "eq"

_PARQUET_MAGIC = b"PAR1"


def read_socialfx(path: str | PathLike[str], *, on_bad: Bad = "raise") -> Checked[GraphicTable]:
    """Read the raw CSV, or the Parquet file of the split ``eq``; the content tells which.

    Parameters
    ----------
    path : path-like
        CSV: word, language, audio id, ``ratings_consistency``, 40 gains, under a header that has
        no name for the word. Parquet: columns ``id``, ``text``, ``param_keys``, ``param_values``
        (40 gains) and ``extra``.
    on_bad : {"raise", "skip"}, default "raise"
        What to do with a row that differs: refuse the file, or leave the row out and say so.

    Returns
    -------
    Checked of GraphicTable
        The rows with words in lower case and languages as filed, and what was left out. In
        Parquet the language is what ``extra`` says under ``lang`` or ``language``, else guessed.

    Raises
    ------
    DataError
        If the file is neither, or lacks a column, or a row differs; the message names its number:
        in CSV the header is row 1, in Parquet the first record.

    Examples
    --------
    >>> len(read_socialfx("eq_contributions.csv").data)  # doctest: +SKIP
    1595
    """
    path = Path(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error}") from error
    if content.startswith(_PARQUET_MAGIC) or path.suffix == ".parquet":
        rows, skipped = collect(parquet_rows(content, path), parquet_session, path, "row", on_bad)
    else:
        rows, skipped = collect(
            csv_rows(content, path), csv_session, path, "row", on_bad, first=FIRST_ROW
        )
    ids, words, languages, gains, consistency = zip(*rows, strict=True)
    data = GraphicTable(
        NAME,
        np.array(ids),
        np.array(words),
        np.array(languages),
        np.array(gains),
        np.array(consistency, dtype=np.float64),
        hashlib.sha256(content).hexdigest(),
    )
    return Checked(data, skipped)


def download_socialfx(_output: Path) -> Path:
    """Download the equalizer's split of SocialFX into the Hugging Face cache.

    Raises
    ------
    DataError
        If ``huggingface_hub`` is not installed, or the file cannot be had.
    """
    return download_from_hub(NAME, REPOSITORY, SPLIT)


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
    facts=session_facts,
)
