"""A data file, cleaned and split as a configuration says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from semeq.errors import DataError
from semeq.hashing import file_sha256
from semeq.train.data.cleaning import CleaningReport, CleaningStep, clean
from semeq.train.data.records import Bad
from semeq.train.data.safe import read_safe
from semeq.train.data.socialeq import read_socialeq
from semeq.train.data.socialfx import clean_graphic, read_socialfx
from semeq.train.data.splits import grouped_split
from semeq.train.data.table import SettingsTable
from semeq.train.model.config import TrainConfig, from_dict


@dataclass(frozen=True, slots=True)
class Rows:
    """Cleaned rows, what cleaning did, and the hash of all that was read."""

    table: SettingsTable
    report: CleaningReport
    content_sha256: str


@dataclass(frozen=True, slots=True)
class Parts:
    """A data set, cleaned and split by contributor.

    `train` is what a model learns from: the training contributors, and the validation
    contributors too where the configuration says so.
    """

    train: SettingsTable
    val: SettingsTable
    test: SettingsTable
    report: CleaningReport
    file_sha256: str
    content_sha256: str


def load_rows(path: str | PathLike[str], config: TrainConfig) -> Rows:
    """Read and clean the data set that a configuration names.

    Raises
    ------
    DataError
        If the file differs from the published layout.
    """
    on_bad: Bad = "skip" if config.skip_bad else "raise"
    match config.dataset:
        case "safe":
            raw = read_safe(path)
            table, report = clean(raw)
            return Rows(table, report, raw.sha256)
        case "socialfx":
            single = read_socialfx(path, on_bad=on_bad).data
            cleaned, cleaning = clean_graphic(single)
            return Rows(cleaned.settings(), cleaning.report, single.sha256)
        case "socialeq":
            words = read_socialeq(path, on_bad=on_bad).data
            report = CleaningReport(len(words), (CleaningStep("merge words", 0, 0, len(words)),))
            return Rows(words.settings(), report, words.sha256)


def load_parts(path: str | PathLike[str], config: TrainConfig) -> Parts:
    """Read, clean and split a data set as a configuration says.

    Raises
    ------
    DataError
        If the file differs from the published layout, or is too small to split.
    """
    rows = load_rows(path, config)
    split = grouped_split(rows.table, seed=config.split_seed)
    known = np.sort(np.concatenate([split.train, split.val]))
    return Parts(
        train=rows.table.select(known if config.fit_on_validation else split.train),
        val=rows.table.select(split.val),
        test=rows.table.select(split.test),
        report=rows.report,
        file_sha256=file_sha256(Path(path)),
        content_sha256=rows.content_sha256,
    )


def parts_of(metadata: Mapping[str, Any], path: str | PathLike[str]) -> Parts:
    """Split a file as it was for the training that an artifact's metadata tell of.

    Raises
    ------
    DataError
        If the file holds other rows, so that rows the model has seen could count as unseen.
    """
    parts = load_parts(path, from_dict(metadata["training"]["config"]))
    if parts.content_sha256 != metadata["data"]["content_sha256"]:
        raise DataError(
            f"{path} does not hold the rows the model was trained on, "
            "so rows it has seen could count as unseen"
        )
    return parts
