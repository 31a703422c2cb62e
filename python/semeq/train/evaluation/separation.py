"""How well words are told apart: geometry and accuracy, with floor and ceiling beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import silhouette_samples
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from semeq.eq.curves import tilt_db
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.evaluation.metrics import cluster_scores
from semeq.train.model.spaces import curves_db, space_of_params

PAIR = ("warm", "bright")
N_TERMS = 10
_N_RESAMPLES = 1_000
Tables = dict[str, SettingsTable]
Latents = dict[str, Float64Array]


def vocabularies(tables: Tables, words: Sequence[str]) -> dict[str, list[str]]:
    """Return the sets of words that can be told apart: warm and bright, and the first ten.

    A set is left out where one of its words has a single training row, or where nothing
    of it is held out.
    """
    counts = tables["train"].word_counts()
    candidates = {"warm_bright": list(PAIR), "ten_terms": list(words)[:N_TERMS]}
    return {
        name: each
        for name, each in candidates.items()
        if all(counts.get(word, 0) > 1 for word in each)
        and np.isin(tables["held_out"].words, each).any()
    }


def references(tables: Tables) -> dict[str, Any]:
    """Floors and ceilings that hold for every model; they depend on the split alone.

    Parameters
    ----------
    tables : dict
        Rows under ``train`` and ``held_out``.

    Returns
    -------
    dict
        For each vocabulary (``warm_bright``, ``ten_terms``) and table: ``raw_curves`` and
        ``raw_params``, the scores of the data as they are; ``label_ceiling``, the scores if every
        row fell onto the word that a forest on the curves gives it (no geometry that is a
        function of the settings does much better, because equal settings carry different
        words); and the accuracy of ``classifiers`` on the curves, fitted on train.
    """
    result: dict[str, Any] = {}
    for name, words in vocabularies(tables, list(tables["train"].word_counts())).items():
        rows = {k: t.select(np.isin(t.words, words)) for k, t in tables.items()}
        curves = {k: curves_db(t.params) for k, t in rows.items()}
        units = {k: _unit(t.params) for k, t in rows.items()}
        fitted = {
            kind: classifier.fit(curves["train"], rows["train"].words)
            for kind, classifier in _classifiers(name).items()
        }
        result[name] = {
            k: {
                "raw_curves": cluster_scores(curves[k], t.words),
                "raw_params": cluster_scores(units[k], t.words),
                "label_ceiling": cluster_scores(
                    _collapsed(fitted["forest"].predict(curves[k])), t.words
                ),
                "classifiers": {
                    kind: guess_scores(t.words, _guesses(classifier, curves[k]))
                    for kind, classifier in fitted.items()
                },
            }
            for k, t in rows.items()
        }
    return result


def separation(tables: Tables, latents: Latents) -> dict[str, Any]:
    """Silhouette and Davies-Bouldin of warm against bright, and of ten terms, in the latent.

    Parameters
    ----------
    tables, latents : dict
        Rows and their latents, under ``train`` and ``held_out``.

    Returns
    -------
    dict
        For each vocabulary and table: ``silhouette``, its ``silhouette_interval`` over
        people, ``davies_bouldin``.
    """
    result: dict[str, Any] = {}
    for name, words in vocabularies(tables, list(tables["train"].word_counts())).items():
        result[name] = {}
        for k, table in tables.items():
            rows = np.isin(table.words, words)
            points, truth = latents[k][rows], table.words[rows]
            scores: dict[str, Any] = dict(cluster_scores(points, truth))
            if not np.isnan(scores["silhouette"]):
                scores["silhouette_interval"] = bootstrap(
                    silhouette_samples(points, truth), table.people[rows], np.mean
                )
            result[name][k] = scores
    return result


def accuracy(tables: Tables, latents: Latents, terms: Sequence[str]) -> dict[str, Any]:
    """Name the word of a setting from its latent: warm or bright, one of ten, one of the rare.

    By the nearest mean latent of the training rows, which costs a model nothing to answer; for
    warm and bright also by logistic regression on the latents and by the tilt of the curve.

    Parameters
    ----------
    tables, latents : dict
        Rows and their latents, under ``train`` and ``held_out``.
    terms : sequence of str
        Words to choose from, the most frequent first.

    Returns
    -------
    dict
        ``warm_bright``, ``ten_terms`` and ``rare_terms`` (the ten less warm and bright), each
        with what :func:`guess_scores` says of each table.
    """
    judged = vocabularies(tables, terms)
    rare = [word for word in judged.get("ten_terms", []) if word not in PAIR]
    if rare:
        judged["rare_terms"] = rare
    result: dict[str, Any] = {}
    for name, words in judged.items():
        centers = _centers(latents["train"], tables["train"].words, words)
        result[name] = {}
        for part, table in tables.items():
            rows = np.isin(table.words, words)
            ranked = np.array(words)[_ranked(latents[part][rows], centers)]
            result[name][part] = guess_scores(table.words[rows], ranked)
            if name == "warm_bright":
                right = (ranked[:, 0] == table.words[rows]).astype(float)
                interval = bootstrap(right, table.people[rows], np.mean)
                result[name][part]["top1_interval"] = interval
    if "warm_bright" in judged:
        for part, scores in _other_pair_scores(tables, latents).items():
            result["warm_bright"][part] |= scores
    return result


def nearest_words(
    known: npt.ArrayLike, table: SettingsTable, latents: npt.ArrayLike, words: Sequence[str]
) -> npt.NDArray[np.str_]:
    """Name the word whose mean latent over the rows of `table` is nearest, shape ``(n,)``.

    Parameters
    ----------
    known : array_like, shape (n_rows, d)
        Latents of the rows of `table`.
    table : SettingsTable
        Training rows.
    latents : array_like, shape (n, d)
        What to name.
    words : sequence of str
        Words to choose from.
    """
    centers = _centers(np.asarray(known, dtype=np.float64), table.words, words)
    nearest: npt.NDArray[np.str_] = np.array(words)[
        _ranked(np.asarray(latents, dtype=np.float64), centers)[:, 0]
    ]
    return nearest


def guess_scores(truth: npt.NDArray[np.str_], ranked: npt.NDArray[np.str_]) -> dict[str, float]:
    """Score guesses ``(n, n_words)``, best first.

    Returns
    -------
    dict
        ``top1`` and ``top3`` shares, and ``balanced`` accuracy, where every word counts alike;
        NaN without rows.

    Examples
    --------
    >>> truth = np.array(["warm", "warm", "warm", "bright"])
    >>> guess_scores(truth, np.array([["warm", "bright"]] * 4))
    {'top1': 0.75, 'top3': 1.0, 'balanced': 0.5}
    """
    if not len(truth):
        return dict.fromkeys(("top1", "top3", "balanced"), float("nan"))
    right = ranked[:, 0] == truth
    return {
        "top1": float(right.mean()),
        "top3": float((ranked[:, :3] == truth[:, None]).any(axis=1).mean()),
        "balanced": float(np.mean([right[truth == word].mean() for word in np.unique(truth)])),
    }


def _other_pair_scores(tables: Tables, latents: Latents) -> dict[str, dict[str, float]]:
    rows = {k: np.isin(t.words, PAIR) for k, t in tables.items()}
    logistic = make_pipeline(StandardScaler(), LogisticRegression(max_iter=2_000))
    logistic.fit(latents["train"][rows["train"]], tables["train"].words[rows["train"]])
    scores = {}
    for k, table in tables.items():
        truth = table.words[rows[k]]
        grid_hz = space_of_params(table.params).grid_hz
        tilts = tilt_db(curves_db(table.params[rows[k]]), grid_hz)
        scores[k] = {
            "logistic": float(logistic.score(latents[k][rows[k]], truth)),
            "tilt_rule": float(((tilts > 0.0) == (truth == PAIR[1])).mean()),
        }
    return scores


def bootstrap(
    values: Float64Array,
    people: npt.NDArray[np.str_],
    statistic: Callable[[Float64Array], Any],
    seed: int = 0,
) -> list[float]:
    """95 % interval of a statistic, drawing whole people with replacement.

    Rows of one person are not independent, so resampling rows would flatter.

    Parameters
    ----------
    values : ndarray, shape (n,)
        What the statistic is of.
    people : ndarray of str, shape (n,)
        Whose each value is.
    statistic : callable
        Values to a number.
    seed : int, default 0
        Decides the draws.

    Returns
    -------
    list of float
        Lower and upper end.
    """
    groups = [values[people == name] for name in np.unique(people)]
    rng = np.random.default_rng(seed)
    draws = [
        statistic(np.concatenate([groups[i] for i in rng.integers(len(groups), size=len(groups))]))
        for _ in range(_N_RESAMPLES)
    ]
    return [float(value) for value in np.quantile(draws, [0.025, 0.975])]


def _classifiers(vocabulary: str) -> dict[str, Any]:
    forest = RandomForestClassifier(n_estimators=300, min_samples_leaf=5, random_state=0)
    if vocabulary != "warm_bright":
        return {"forest": forest}
    return {
        "forest": forest,
        "logistic": make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2_000)),
        "nearest 15": KNeighborsClassifier(15),
    }


def _guesses(classifier: Any, curves: Float64Array) -> npt.NDArray[np.str_]:
    ranked: npt.NDArray[np.str_] = classifier.classes_[
        (-classifier.predict_proba(curves)).argsort(axis=1, kind="stable")
    ]
    return ranked


def _unit(params: Float64Array) -> Float64Array:
    unit: Float64Array = space_of_params(params).make_normalizer()(torch.tensor(params)).numpy()
    return unit


def _centers(
    points: Float64Array, words: npt.NDArray[np.str_], names: Sequence[str]
) -> Float64Array:
    return np.stack([points[words == name].mean(axis=0) for name in names])


def _ranked(points: Float64Array, centers: Float64Array) -> npt.NDArray[np.intp]:
    order: npt.NDArray[np.intp] = np.linalg.norm(points[:, None] - centers, axis=2).argsort(axis=1)
    return order


def _collapsed(predicted: npt.NDArray[np.str_]) -> Float64Array:
    """Put every row onto the corner of a simplex that its predicted word names."""
    corners: Float64Array = (predicted[:, None] == np.unique(predicted)).astype(np.float64)
    return corners
