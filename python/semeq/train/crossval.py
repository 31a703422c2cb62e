"""Several presets, folds and seeds on one protocol, summed up in one table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import torch

from semeq.train.card import markdown_table
from semeq.train.config import TrainConfig
from semeq.train.evaluate import evaluate
from semeq.train.export import Artefact
from semeq.train.loop import fit
from semeq.train.pipeline import ArtefactCodec
from semeq.train.splits import grouped_folds
from semeq.train.table import SettingsTable
from semeq.train.terms import term_latent, vocabulary


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the summary: its heading, where it lies in the metrics, its format."""

    heading: str
    path: tuple[str, ...]
    form: str


_CURVE = ("curve_rms_db", "mean")
_PAIR = ("separation", "warm_bright")
FIGURES = (
    Figure("curve RMS error, train (dB)", ("reconstruction", "train", *_CURVE), ".3f"),
    Figure("curve RMS error, held out (dB)", ("reconstruction", "held_out", *_CURVE), ".3f"),
    Figure("its p95 (dB)", ("reconstruction", "held_out", "curve_rms_db", "p95"), ".3f"),
    Figure(
        "rows within 1 dB",
        ("reconstruction", "held_out", "curve_rms_db", "share_below_1_db"),
        ".1%",
    ),
    Figure("silhouette, train", (*_PAIR, "train", "latent", "silhouette"), ".2f"),
    Figure("silhouette, held out", (*_PAIR, "held_out", "latent", "silhouette"), ".2f"),
    Figure("... its ceiling", (*_PAIR, "held_out", "label_ceiling", "silhouette"), ".2f"),
    Figure("Davies-Bouldin, held out", (*_PAIR, "held_out", "latent", "davies_bouldin"), ".2f"),
    Figure("... its ceiling", (*_PAIR, "held_out", "label_ceiling", "davies_bouldin"), ".2f"),
    Figure("accuracy, nearest term", ("accuracy", "held_out", "nearest_term"), ".3f"),
    Figure("accuracy, logistic", ("accuracy", "held_out", "logistic"), ".3f"),
    Figure("accuracy, forest on curves", (*_PAIR, "held_out", "ceiling_accuracy"), ".3f"),
    Figure(
        "ten terms, balanced accuracy", ("accuracy", "ten_terms", "held_out", "balanced"), ".2f"
    ),
    Figure("*warm* to unseen people (dB)", ("terms", "warm", "to_held_out_median_db"), ".2f"),
    Figure("... people to people", ("terms", "warm", "people_to_people_db"), ".2f"),
    Figure("*bright* to unseen people (dB)", ("terms", "bright", "to_held_out_median_db"), ".2f"),
    Figure("... people to people", ("terms", "bright", "people_to_people_db"), ".2f"),
    Figure("effective latent dimensions", ("latent", "effective_dimensions"), ".1f"),
)


def cross_validate(
    table: SettingsTable,
    config: TrainConfig,
    *,
    n_folds: int,
    seeds: Sequence[int],
    output: Path,
    on_done: Callable[[], None] = lambda: None,
) -> list[dict[str, Any]]:
    """Train and judge a configuration on every fold of every seed.

    A seed decides folds, weights and batches. Nothing is selected on the held-out fold.
    Each result is a file in `output`; those there are not made again.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows.
    config : TrainConfig
        What to train.
    n_folds : int
        Folds by contributor.
    seeds : sequence of int
        Repetitions.
    output : Path
        Folder for the results.
    on_done : callable, optional
        Called after each fold.

    Returns
    -------
    list of dict
        Metrics of each run.
    """
    output.mkdir(parents=True, exist_ok=True)
    results = []
    for seed, fold, train, held_out in _runs(table, n_folds, seeds):
        file = (
            output / f"{config.preset}-{config.n_steps}steps-seed{seed}-fold{fold}of{n_folds}.json"
        )
        if not file.exists():
            metrics = _train_and_judge(train, held_out, replace(config, seed=seed))
            file.write_text(json.dumps({"config": config.as_dict(), "metrics": metrics}, indent=1))
        results.append(json.loads(file.read_text())["metrics"])
        on_done()
    return results


def summary_table(results: Mapping[str, Sequence[Mapping[str, Any]]]) -> str:
    """Lay out mean and deviation of each figure over the runs of each preset, in Markdown."""
    rows = [
        (figure.heading, *(_summary(runs, figure) for runs in results.values()))
        for figure in FIGURES
    ]
    return markdown_table(("figure", *results), rows)


def _runs(
    table: SettingsTable, n_folds: int, seeds: Sequence[int]
) -> Iterator[tuple[int, int, SettingsTable, SettingsTable]]:
    for seed in seeds:
        for fold, rows in enumerate(grouped_folds(table, n_folds=n_folds, seed=seed)):
            held_out = np.zeros(len(table), dtype=bool)
            held_out[rows] = True
            yield seed, fold, table.select(~held_out), table.select(held_out)


def _train_and_judge(
    train: SettingsTable, held_out: SettingsTable, config: TrainConfig
) -> dict[str, Any]:
    with TemporaryDirectory() as folder:
        module = fit(
            train, held_out, config, output=Path(folder), logger="none", progress=False
        )  # the held-out error is computed as it goes, but decides nothing
    terms = vocabulary(train, config.min_examples)
    latents = torch.stack([term_latent(module.model, train, word) for word in terms])
    codec = ArtefactCodec(Artefact(module.model, module.projection, terms, latents))
    return evaluate(codec, terms, train, held_out)


def _summary(runs: Sequence[Mapping[str, Any]], figure: Figure) -> str:
    values = np.array([_lookup(run, figure.path) for run in runs])
    mean = format(values.mean(), figure.form)
    return f"{mean} ± {format(values.std(ddof=1), figure.form)}" if len(values) > 1 else mean


def _lookup(mapping: Mapping[str, Any], path: Sequence[str]) -> float:
    value: Any = mapping
    for key in path:
        value = value[key]
    return float(value)
