"""Train and judge configurations on every fold of every seed, in parallel processes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import joblib
import numpy as np
import torch
from torch import Tensor

from semeq.errors import DataError
from semeq.train.artifact.codec import ArtifactCodec
from semeq.train.artifact.export import Artifact
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.splits import grouped_folds
from semeq.train.data.table import SettingsTable
from semeq.train.evaluation.evaluate import evaluate
from semeq.train.evaluation.separation import references
from semeq.train.model.config import TrainConfig, from_dict
from semeq.train.model.loop import fit
from semeq.train.model.mixing import check_words_given
from semeq.train.vocabulary.build import build_vocabulary
from semeq.train.vocabulary.placement import place
from semeq.train.vocabulary.terms import term_latents

Results = dict[str, list[dict[str, Any]]]


def cross_validate(
    table: SettingsTable,
    configs: Mapping[str, TrainConfig],
    *,
    n_folds: int,
    seeds: Sequence[int],
    output: Path,
    n_jobs: int = 1,
    sessions: GraphicTable | None = None,
    join_words: bool = False,
    on_done: Callable[[], None] = lambda: None,
) -> Results:
    """Train and judge configurations on every fold of every seed.

    A seed decides folds, weights and batches. Nothing is selected on the held-out fold.
    Each result is a file in `output`; those there are not made again.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows. All are judged on; what is learned from has the ``min_rows`` of each
        configuration.
    configs : mapping of str to TrainConfig
        What to train, under the names that the results bear.
    n_folds : int
        Folds by contributor.
    seeds : sequence of int
        Repetitions.
    output : Path
        Folder for the results.
    n_jobs : int, default 1
        Processes, each of one thread.
    sessions : GraphicTable, optional
        SocialFX's words, for configurations that learn from them.
    join_words : bool, default False
        Judge each model a second time with these words in its vocabulary, under its name and
        ``+ words``.
    on_done : callable, optional
        Called after each fold of each configuration and seed.

    Returns
    -------
    dict of str to list of dict
        Metrics of each run of each configuration.

    Raises
    ------
    ParameterError
        If a configuration learns from `sessions`, and there is none.
    DataError
        If `output` holds a result of another configuration with the same name.
    """
    for config in configs.values():
        check_words_given(config, sessions)
    output.mkdir(parents=True, exist_ok=True)
    splits = [(seed, fold) for seed in seeds for fold in range(n_folds)]
    parallel = joblib.Parallel(n_jobs=n_jobs, return_as="generator")
    beside = dict(
        zip(
            splits,
            parallel(
                joblib.delayed(_references)(table, seed, fold, n_folds, output)
                for seed, fold in splits
            ),
            strict=True,
        )
    )
    runs = [(name, seed, fold) for name in configs for seed, fold in splits]
    finished = parallel(
        joblib.delayed(_run)(
            table,
            configs[name],
            seed,
            fold,
            n_folds,
            beside[seed, fold],
            sessions,
            join_words,
            output,
        )
        for name, seed, fold in runs
    )
    results: Results = {}
    for (name, _, _), judged in zip(runs, finished, strict=True):
        results.setdefault(name, []).append(judged["metrics"])
        if join_words:
            results.setdefault(f"{name} + words", []).append(judged["with_words"])
        on_done()
    return results


def _references(
    table: SettingsTable, seed: int, fold: int, n_folds: int, output: Path
) -> dict[str, Any]:
    def judge() -> dict[str, Any]:
        train, held_out = _split(table, seed, fold, n_folds)
        return references({"train": train, "held_out": held_out})

    file = f"references-seed{seed}-fold{fold}of{n_folds}.json"
    return _kept(output / _file_name(table, file), judge)


def _run(
    table: SettingsTable,
    config: TrainConfig,
    seed: int,
    fold: int,
    n_folds: int,
    beside: Mapping[str, Any],
    sessions: GraphicTable | None,
    join_words: bool,
    output: Path,
) -> dict[str, Any]:
    def judge() -> dict[str, Any]:
        train, held_out = _split(table, seed, fold, n_folds)
        train = train.select(np.isin(train.words, table.frequent_words(config.data.min_rows)))
        seeded = replace(config, seed=seed)
        judged = _train_and_judge(train, held_out, seeded, beside, sessions, join_words)
        return {"config": config.as_dict(), **judged}

    name = config.preset + ("-words" if join_words else "")
    file = f"{name}-{config.schedule.length}-seed{seed}-fold{fold}of{n_folds}.json"
    kept = _kept(output / _file_name(table, file), judge)
    if from_dict(kept["config"]) != config:
        raise DataError(
            f"{output / _file_name(table, file)} is of another configuration of the name "
            f"{config.preset!r}: delete it, or give another --output"
        )
    return kept


def _file_name(table: SettingsTable, name: str) -> str:
    return f"{table.source}-{name}"


def _kept(file: Path, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Read a result, or make and write it; a file appears under its name only when complete."""
    if not file.exists():
        partial = file.with_suffix(".part")
        partial.write_text(json.dumps(make(), indent=1), encoding="utf-8")
        partial.replace(file)
    result: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return result


def _split(
    table: SettingsTable, seed: int, fold: int, n_folds: int
) -> tuple[SettingsTable, SettingsTable]:
    held_out = np.zeros(len(table), dtype=bool)
    held_out[grouped_folds(table, n_folds=n_folds, seed=seed)[fold]] = True
    return table.select(~held_out), table.select(held_out)


def _train_and_judge(
    train: SettingsTable,
    held_out: SettingsTable,
    config: TrainConfig,
    beside: Mapping[str, Any],
    sessions: GraphicTable | None,
    join_words: bool,
) -> dict[str, Any]:
    torch.set_num_threads(1)
    with TemporaryDirectory() as folder:
        module = fit(
            train,
            held_out,
            config,
            output=Path(folder),
            socialeq=None if sessions is None else sessions.word_curves(),
            logger="none",
            progress=False,
        )  # the held-out error is computed as it goes, but decides nothing
    terms = train.frequent_words(config.data.min_examples)

    def judge(latents: Tensor) -> dict[str, Any]:
        codec = ArtifactCodec(Artifact(module.model, module.projection, terms, latents))
        return evaluate(codec, terms, train, held_out, beside=beside)

    judged = {"metrics": judge(term_latents(module.model, train, terms))}
    if join_words:
        entries = {
            entry.term: entry
            for entry in build_vocabulary(train, sessions, config.data.min_examples)
        }
        latents = place(module.model, train, [entries[word] for word in terms])
        judged["with_words"] = judge(latents)
    return judged
