"""Judge how people's words are told from few settings: by fold, and by laboratory left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from semeq.eq.fit import fit_settings_batch
from semeq.eq.response import MODEL_SAMPLE_RATE
from semeq.errors import DataError
from semeq.train.data.splits import grouped_folds
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.evaluation.quantiles import median_and_p95
from semeq.train.people.cases import QUESTIONS, participants
from semeq.train.people.fit import STUDIED
from semeq.train.people.judge import FIGURES, Fitted, fit_others, judge_person
from semeq.train.people.scores import diversity_db, energy_distance, tell_apart
from semeq.words.people.predictive import predict

N_FOLDS = 5
_N_RESAMPLES = 2_000
_N_REAL = 20  # settings of a fold that samples are compared with, at least
_N_FITTED = 40
_NOISE_DB = 0.9  # around the point, for the floor of samples


def judge_people(
    table: SettingsTable, on_done: Callable[[int, int], None] = lambda _done, _total: None
) -> dict[str, Any]:
    """Judge the fit on people left out by address, five folds, and on laboratories left out.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows of SAFE-DB.
    on_done : callable, optional
        Told how many fits of how many are judged.

    Returns
    -------
    dict
        JSON-ready: ``n_people``, ``n_laboratories``; ``folds`` and ``laboratories``, each with
        the ``questions`` (for each figure of :data:`semeq.train.people.judge.FIGURES` its mean and
        95 % interval over people; ``better``, the share of people whose energy score is below that
        of all stored settings, and ``laboratories_better``); ``samples`` of nobody known, beside
        other people's settings and the point with noise, and ``fit_error_db``, how nearly five
        bands play curves that were drawn, both of the folds alone.

    Raises
    ------
    DataError
        If nobody set both words often enough.
    """
    people = participants(table)
    if not people:
        raise DataError(f"nobody has eight settings each of {' and '.join(STUDIED)}")
    laboratory_of = {name: str(table.contributors[table.people == name][0]) for name in people}
    laboratories = sorted(set(laboratory_of.values()))
    folds = [
        np.isin(np.arange(len(table)), rows)
        for rows in grouped_folds(table, n_folds=N_FOLDS, seed=0)
    ]
    left_out = [table.contributors == name for name in laboratories]
    total, done = len(folds) + len(left_out), 0
    result: dict[str, Any] = {"n_people": len(people), "n_laboratories": len(laboratories)}
    for name, parts in (("folds", folds), ("laboratories", left_out)):
        figures: dict[str, dict[str, Float64Array]] = {}
        samples, fit_errors = [], []
        for part in parts:
            fitted = fit_others(table, part)
            inside = [each for each in people if part[table.people == each].all()]
            figures |= {each: judge_person(fitted, table, each, QUESTIONS) for each in inside}
            if name == "folds":
                fit_errors.append(_fit_errors_db(fitted))
                samples += _sample_figures(fitted, table, part & np.isin(table.people, people))
            done += 1
            on_done(done, total)
        result[name] = {"questions": summarize(figures, laboratory_of)}
        if fit_errors:
            result[name]["fit_error_db"] = median_and_p95(np.concatenate(fit_errors))
        if samples:
            result[name]["samples"] = {
                kind: dict(zip(_SAMPLE_FIGURES, np.mean(rows, axis=0).tolist(), strict=True))
                for kind, rows in zip(_SAMPLE_KINDS, zip(*samples, strict=True), strict=True)
            }
    return result


def summarize(
    figures: dict[str, dict[str, Float64Array]], laboratory_of: dict[str, str]
) -> dict[str, Any]:
    """Average the figures over people, with intervals over people.

    Parameters
    ----------
    figures : dict
        By person and question, in the order of :data:`semeq.train.people.judge.FIGURES`.
    laboratory_of : dict
        Where each person was heard.
    """
    names = sorted(figures)
    places = np.array([laboratory_of[name] for name in names])
    score, stored = FIGURES.index("score"), FIGURES.index("stored_score")
    summary = {}
    for question in figures[names[0]]:
        values = np.array([figures[name][question] for name in names])
        gain = values[:, stored] - values[:, score]
        by_place = [gain[places == place].mean() for place in np.unique(places)]
        summary[question] = {
            **{
                figure: _with_interval(values[:, i])
                for i, figure in enumerate(FIGURES)
                if not np.isnan(values[:, i]).any()
            },
            "better": float((gain > 0).mean()),
            "laboratories_better": int((np.array(by_place) > 0).sum()),
        }
    return summary


_SAMPLE_FIGURES = ("auc", "energy_distance_db", "diversity_db")
_SAMPLE_KINDS = ("model", "other people", "point with noise", "the people themselves")


def _sample_figures(
    fitted: Fitted, table: SettingsTable, heard: np.ndarray[Any, np.dtype[np.bool_]]
) -> list[list[list[float]]]:
    """Compare samples for nobody known with the settings of a fold, word by word."""
    found = []
    for i, word in enumerate(STUDIED):
        real = fitted.coordinates[heard & table.rows_of(word)]
        if len(real) < _N_REAL:
            continue
        rng = np.random.default_rng(0)
        predicted, stored = predict(fitted.tables, i), fitted.stored[word]
        noise = rng.standard_normal(real.shape) * _NOISE_DB / np.sqrt(real.shape[1])
        others = rng.permutation(len(stored))[: len(real)]
        kinds = (predicted.sample(len(real), rng), stored[others], predicted.point + noise)
        found.append(
            [
                *([tell_apart(x, real), energy_distance(x, real), diversity_db(x)] for x in kinds),
                [0.5, 0.0, diversity_db(real)],
            ]
        )
    return found


def _fit_errors_db(fitted: Fitted) -> Float64Array:
    """Fit settings to curves drawn for each word, and return the RMS errors."""
    rng = np.random.default_rng(0)
    drawn = [predict(fitted.tables, i).sample(_N_FITTED, rng) for i in range(len(STUDIED))]
    curves = fitted.tables.curves_db(np.concatenate(drawn))
    fits = fit_settings_batch(curves, sample_rate=MODEL_SAMPLE_RATE, free_level=False)
    return np.array([fit.rms_db for fit in fits])


def _with_interval(values: Float64Array) -> list[float]:
    rng = np.random.default_rng(0)
    draws = values[rng.integers(len(values), size=(_N_RESAMPLES, len(values)))]
    low, high = np.quantile(draws.mean(axis=1), [0.025, 0.975])
    return [float(values.mean()), float(low), float(high)]
