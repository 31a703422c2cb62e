"""Systems of 40 gains on one protocol: trained on folds of real sessions, next to floors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import joblib
import numpy as np
import torch

from semeq.errors import ParameterError
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.evaluation.codes import floor_codes, trained_code
from semeq.train.model.config import TrainConfig
from semeq.train.model.loop import fit
from semeq.train.study.graphic_folds import Fold, GraphicFolds, graphic_folds
from semeq.train.study.graphic_judging import judge_code, judge_people

DATASET = "socialfx"


def compare_graphic(
    sessions: GraphicTable,
    configs: Mapping[str, TrainConfig],
    *,
    n_folds: int = 5,
    seed: int = 0,
    n_jobs: int = 1,
    on_done: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Train and judge systems of 40 gains on every fold, and judge floors beside them.

    Nothing is selected on the held-out fold. The same call gives the same result.

    Parameters
    ----------
    sessions : GraphicTable
        SocialFX as read.
    configs : mapping of str to TrainConfig
        What to train, by name. One with ``min_rows`` learns from the rows of words with as many
        sessions; all are judged on the same rows.
    n_folds : int, default 5
        Folds of sessions; sessions of a frequent word are spread evenly.
    seed : int, default 0
        Of folds, weights, batches and generated curves.
    n_jobs : int, default 1
        Processes, each of one thread.
    on_done : callable, optional
        Called after each training.

    Returns
    -------
    dict
        JSON-ready: ``protocol``; ``systems`` and ``floors``, what
        :func:`semeq.train.study.graphic_judging.judge_code` says of each, by name and fold;
        ``people``, what :func:`semeq.train.study.graphic_judging.judge_people` says, by fold.

    Raises
    ------
    ParameterError
        If a configuration learns another data set.
    DataError
        If the sessions are too few to be judged.
    """
    for name, config in configs.items():
        if config.data.dataset != DATASET:
            raise ParameterError(
                f"systems of 40 gains are compared on {DATASET!r}, but {name!r} learns "
                f"{config.data.dataset!r}: name presets of {DATASET!r}"
            )
    folds = graphic_folds(sessions, n_folds=n_folds, seed=seed)
    runs = [(name, fold) for name in configs for fold in folds.folds]
    finished = joblib.Parallel(n_jobs=n_jobs, return_as="generator")(
        joblib.delayed(_train_and_judge)(replace(configs[name], seed=seed), folds, fold)
        for name, fold in runs
    )
    systems: dict[str, list[dict[str, Any]]] = {}
    for (name, _), judged in zip(runs, finished, strict=True):
        systems.setdefault(name, []).append(judged)
        on_done()
    floors: dict[str, list[dict[str, Any]]] = {}
    for fold in folds.folds:
        for name, code in floor_codes(fold.train.own).items():
            judged = judge_code(code, folds, fold, fold.train.own)
            floors.setdefault(name, []).append(judged)
    return {
        "protocol": _protocol(folds),
        "systems": systems,
        "floors": floors,
        "people": [judge_people(folds, fold) for fold in folds.folds],
    }


def _train_and_judge(config: TrainConfig, folds: GraphicFolds, fold: Fold) -> dict[str, Any]:
    torch.set_num_threads(1)
    frequent = folds.all_rows.own.frequent_words(config.data.min_rows)
    learned = fold.train.own.select(np.isin(fold.train.own.words, frequent))
    with TemporaryDirectory() as folder:
        module = fit(
            learned, fold.held_out.own, config, output=Path(folder), logger="none", progress=False
        )  # the held-out error is computed as it goes, but decides nothing
    return {
        "rows": len(learned),
        "words": len(learned.word_counts()),
        "steps": module.config.schedule.n_steps,
    } | judge_code(trained_code(module.model), folds, fold, learned)


def _protocol(folds: GraphicFolds) -> dict[str, Any]:
    own, merged = folds.all_rows.own, folds.all_rows.merged.word_counts()
    counts = own.word_counts()
    return {
        "folds": len(folds.folds),
        "seed": folds.seed,
        "sessions": len(own),
        "words": len(counts),
        "clustered": {word: counts[word] for word in folds.clustered},
        "compared": {word: merged[word] for word in folds.compared},
    }
