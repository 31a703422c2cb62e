"""A data file, cleaned and split as its options say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from semeq.errors import DataError
from semeq.hashing import file_sha256
from semeq.train.data.config import DataConfig
from semeq.train.data.filters import CleaningReport
from semeq.train.data.options import build
from semeq.train.data.registry import find_dataset
from semeq.train.data.splits import grouped_split
from semeq.train.data.table import SettingsTable


@dataclass(frozen=True, slots=True)
class Rows:
    """Cleaned rows, what cleaning did, and the hash of all that was read."""

    table: SettingsTable
    report: CleaningReport
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Splits:
    """A data set, cleaned and split by contributor.

    Attributes
    ----------
    train : SettingsTable
        What a model learns from: the training contributors, and the validation contributors too
        where the options say so.
    val, test : SettingsTable
        Rows of the validation and of the test contributors.
    report : CleaningReport
        What cleaning removed.
    file_sha256, content_sha256 : str
        Hashes of the file, and of what was read from it.
    """

    train: SettingsTable
    val: SettingsTable
    test: SettingsTable
    report: CleaningReport
    file_sha256: str
    content_sha256: str


def load_rows(path: str | PathLike[str], config: DataConfig) -> Rows:
    """Read and clean a data set; rows of words with fewer than ``min_rows`` are left out.

    Raises
    ------
    DataError
        If the file differs from the published layout, or no word has enough rows.
    """
    dataset = find_dataset(config.dataset)
    raw = dataset.read(Path(path), on_bad="skip" if config.skip_bad else "raise").data
    table, report = dataset.clean(raw, min_examples=config.min_rows)
    return Rows(table, report, raw.sha256)


def load_splits(path: str | PathLike[str], config: DataConfig) -> Splits:
    """Read, clean and split a data set.

    Raises
    ------
    DataError
        If the file differs from the published layout, or is too small to split.
    """
    rows = load_rows(path, config)
    split = grouped_split(rows.table, seed=config.split_seed)
    known = np.sort(np.concatenate([split.train, split.val]))
    return Splits(
        train=rows.table.select(known if config.fit_on_validation else split.train),
        val=rows.table.select(split.val),
        test=rows.table.select(split.test),
        report=rows.report,
        file_sha256=file_sha256(path),
        content_sha256=rows.content_sha256,
    )


def splits_of(metadata: Mapping[str, Any], path: str | PathLike[str]) -> Splits:
    """Split a file as it was for the training that an artifact's metadata describe.

    Raises
    ------
    DataError
        If the file holds other rows, so that rows the model has seen could count as unseen.
    """
    splits = load_splits(path, build(DataConfig, metadata["training"]["config"]["data"]))
    if splits.content_sha256 != metadata["data"]["content_sha256"]:
        raise DataError(
            f"{path} does not hold the rows the model was trained on, "
            "so rows it has seen could count as unseen"
        )
    return splits
