"""How well words are told apart: geometry and accuracy, with floor and ceiling beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import recall_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from semeq.train.curve import curve_grid_hz
from semeq.train.metrics import cluster_scores, tilt_db
from semeq.train.table import Float64Array, SettingsTable
from semeq.train.terms import curves_db

PAIR = ("warm", "bright")
N_TERMS = 10
_N_RESAMPLES = 1_000
Parts = dict[str, SettingsTable]
Latents = dict[str, Float64Array]


def separation(parts: Parts, latents: Latents) -> dict[str, Any]:
    """Silhouette and Davies-Bouldin of warm against bright, and of ten terms.

    Parameters
    ----------
    parts, latents : dict
        Rows and their latents, under ``train`` and ``held_out``.

    Returns
    -------
    dict
        For each part and vocabulary: ``latent``; ``raw_curves``, the floor; and
        ``label_ceiling``, the scores if every row fell onto the word that a forest on the
        curves gives it. No geometry that is a function of the settings does much better,
        because equal settings carry different words.
    """
    ten = list(parts["train"].word_counts())[:N_TERMS]
    result: dict[str, Any] = {}
    for words, name in ((list(PAIR), "warm_bright"), (ten, "ten_terms")):
        rows = {k: np.isin(t.words, words) for k, t in parts.items()}
        curves = {k: curves_db(t.params[rows[k]]) for k, t in parts.items()}
        truth = {k: t.words[rows[k]] for k, t in parts.items()}
        forest = RandomForestClassifier(n_estimators=300, min_samples_leaf=5, random_state=0)
        forest.fit(curves["train"], truth["train"])
        result[name] = {
            k: {
                "latent": cluster_scores(latents[k][rows[k]], truth[k]),
                "raw_curves": cluster_scores(curves[k], truth[k]),
                "label_ceiling": cluster_scores(_collapsed(forest.predict(curves[k])), truth[k]),
                "ceiling_accuracy": float(forest.score(curves[k], truth[k])),
            }
            for k in parts
        }
    return result


def accuracy(parts: Parts, latents: Latents) -> dict[str, dict[str, Any]]:
    """Tell warm from bright by nearest mean latent and logistic regression, fitted on train."""
    rows = {k: np.isin(t.words, PAIR) for k, t in parts.items()}
    known, words = latents["train"][rows["train"]], parts["train"].words[rows["train"]]
    centres = _centres(known, words, PAIR)
    logistic = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2_000))
    logistic.fit(known, words)
    scores: dict[str, dict[str, Any]] = {}
    for name, table in parts.items():
        points, truth = latents[name][rows[name]], table.words[rows[name]]
        right = np.array(PAIR)[_ranked(points, centres)[:, 0]] == truth
        tilts = [tilt_db(curve, curve_grid_hz()) for curve in curves_db(table.params[rows[name]])]
        scores[name] = {
            "nearest_term": float(right.mean()),
            "nearest_term_interval": bootstrap(
                right.astype(float), table.contributors[rows[name]], np.mean
            ),
            "logistic": float(logistic.score(points, truth)),
            "tilt_rule": float(((np.array(tilts) > 0.0) == (truth == PAIR[1])).mean()),
        }
    return scores


def many_terms(parts: Parts, latents: Latents, terms: Sequence[str]) -> dict[str, dict[str, float]]:
    """Name the word of a setting among the ten most frequent terms, by nearest mean latent.

    Returns
    -------
    dict
        For each part: ``top1`` and ``top3`` shares, ``balanced`` accuracy (every term counts
        alike), and ``rare_top3`` among terms other than warm and bright.
    """
    words = list(terms)[:N_TERMS]
    train = parts["train"]
    centres = _centres(latents["train"], train.words, words)
    scores: dict[str, dict[str, float]] = {}
    for name, table in parts.items():
        rows = np.isin(table.words, words)
        truth = table.words[rows]
        ranked = np.array(words)[_ranked(latents[name][rows], centres)]
        in_top3 = (ranked[:, :3] == truth[:, None]).any(axis=1)
        rare = ~np.isin(truth, PAIR)
        scores[name] = {
            "top1": float((ranked[:, 0] == truth).mean()),
            "top3": float(in_top3.mean()),
            "balanced": float(
                recall_score(truth, ranked[:, 0], labels=np.unique(truth), average="macro")
            ),
            "rare_top3": float(in_top3[rare].mean()) if rare.any() else float("nan"),
        }
    return scores


def bootstrap(
    values: Float64Array,
    contributors: npt.NDArray[np.str_],
    statistic: Callable[[Float64Array], Any],
    seed: int = 0,
) -> list[float]:
    """95 % interval of a statistic, drawing whole contributors with replacement.

    Rows of one person are not independent, so resampling rows would flatter.

    Returns
    -------
    list of float
        Lower and upper end.
    """
    groups = [values[contributors == name] for name in np.unique(contributors)]
    rng = np.random.default_rng(seed)
    draws = [
        statistic(np.concatenate([groups[i] for i in rng.integers(len(groups), size=len(groups))]))
        for _ in range(_N_RESAMPLES)
    ]
    return [float(value) for value in np.quantile(draws, [0.025, 0.975])]


def _centres(
    points: Float64Array, words: npt.NDArray[np.str_], names: Sequence[str]
) -> Float64Array:
    return np.stack([points[words == name].mean(axis=0) for name in names])


def _ranked(points: Float64Array, centres: Float64Array) -> npt.NDArray[np.intp]:
    order: npt.NDArray[np.intp] = np.linalg.norm(points[:, None] - centres, axis=2).argsort(axis=1)
    return order


def _collapsed(predicted: npt.NDArray[np.str_]) -> Float64Array:
    """Put every row onto the corner of a simplex that its predicted word names."""
    corners: Float64Array = (predicted[:, None] == np.unique(predicted)).astype(np.float64)
    return corners
