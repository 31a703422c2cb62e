"""What is measured of a code of 40 gains on one fold."""

from __future__ import annotations

from typing import Any

import numpy as np

from semeq.eq.curves import rms_db
from semeq.train.data.graphic import gains_in_db
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.evaluation.codes import Code
from semeq.train.evaluation.metrics import cluster_scores
from semeq.train.evaluation.mmd import squared_mmd
from semeq.train.study.graphic_folds import Fold, GraphicFolds

N_GENERATED = 500
"""Curves that are generated of a word."""


def judge_code(
    code: Code, folds: GraphicFolds, fold: Fold, learned: SettingsTable
) -> dict[str, Any]:
    """Measure reconstruction, geometry and generated curves of one code.

    Parameters
    ----------
    code : Code
        Fitted on `learned`.
    folds : GraphicFolds
        Which words are judged.
    fold : Fold
        The rows.
    learned : SettingsTable
        Training rows that the code was fitted on, which may lack rare words.

    Returns
    -------
    dict
        JSON-ready: ``numbers``; ``error_db`` over ``all`` held-out rows and the ``clustered``
        words' alone; ``clusters`` of the clustered words on ``train`` and ``held_out`` rows and of
        all words on the ``learned`` ones; ``mmd`` of each compared word. The last two are empty
        where the latents are no space.
    """
    held_out = fold.held_out.own
    errors_db = rms_db(code.decode(code.encode(held_out)) - held_out.params)
    judged: dict[str, Any] = {
        "numbers": code.n_numbers,
        "error_db": {
            "all": float(errors_db.mean()),
            "clustered": float(errors_db[np.isin(held_out.words, folds.clustered)].mean()),
        },
        "clusters": {},
        "mmd": {},
    }
    if code.is_space:
        judged["clusters"] = {
            "train": _clusters(code, _of_words(fold.train.own, folds.clustered)),
            "held_out": _clusters(code, _of_words(held_out, folds.clustered)),
            "learned": _clusters(code, learned),
        }
        judged["mmd"] = {
            word: _to_people(generate(code, fold, word, folds.seed), fold, word)
            for word in folds.compared
        }
    return judged


def judge_people(folds: GraphicFolds, fold: Fold) -> dict[str, Any]:
    """Measure what stands beside generated curves: other people, and what costs nothing.

    Parameters
    ----------
    folds : GraphicFolds
        Which words are compared.
    fold : Fold
        The rows.

    Returns
    -------
    dict
        ``mmd`` of each word to people's held-out curves for its ``people`` who are not held out;
        ``resampled``, their curves drawn with replacement as often as curves are generated;
        ``mean``, their mean curve again and again; ``any_word``, all training curves. And
        ``shuffled``, the clusters of held-out and of training curves with words dealt at random.
    """
    rng = np.random.default_rng((folds.seed, fold.number))
    mmd: dict[str, dict[str, float]] = {}
    for word in folds.compared:
        own = _curves(fold.train.merged, word)
        beside = {
            "people": own,
            "resampled": own[rng.integers(len(own), size=N_GENERATED)],
            "mean": gains_in_db(np.tile(own.mean(axis=0), (N_GENERATED, 1))),
            "any_word": fold.train.own.params,
        }
        for name, curves in beside.items():
            mmd.setdefault(name, {})[word] = _to_people(curves, fold, word)
    shuffled = {}
    for name, part in (("train", fold.train), ("held_out", fold.held_out)):
        rows = _of_words(part.own, folds.clustered)
        shuffled[name] = cluster_scores(rows.params, rng.permutation(rows.words))
    return {"mmd": mmd, "shuffled": shuffled}


def generate(code: Code, fold: Fold, word: str, seed: int) -> Float64Array:
    """Draw from the Gaussian of a word's training latents, decode, and give people's size.

    Mean and covariance are those of the latents of the word's training rows, synonyms among them.
    Every code draws with the same noise.

    Parameters
    ----------
    code : Code
        What encodes and decodes.
    fold : Fold
        The rows.
    word : str
        Of the merged words.
    seed : int
        Of the noise, with the number of the fold.

    Returns
    -------
    ndarray, shape (500, 40)
        In dB, 10 dB from lowest to highest point as people's curves are.
    """
    latents = code.encode(fold.train.merged.select(fold.train.merged.rows_of(word)))
    center = latents.mean(axis=0)
    noise = np.random.default_rng((seed, fold.number)).normal(size=(N_GENERATED, len(latents)))
    drawn = center + noise @ (latents - center) / np.sqrt(len(latents) - 1)
    return gains_in_db(code.decode(drawn))


def _to_people(curves: Float64Array, fold: Fold, word: str) -> float:
    return squared_mmd(curves, _curves(fold.held_out.merged, word), fold.bandwidth_db)


def _clusters(code: Code, table: SettingsTable) -> dict[str, float]:
    return cluster_scores(code.encode(table), table.words)


def _of_words(table: SettingsTable, words: tuple[str, ...]) -> SettingsTable:
    return table.select(np.isin(table.words, words))


def _curves(table: SettingsTable, word: str) -> Float64Array:
    return table.params[table.rows_of(word)]
