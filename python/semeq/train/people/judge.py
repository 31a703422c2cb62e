"""Ask a fit about people it has not seen, with what stored settings would answer beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.model.spaces import curves_db
from semeq.train.people.basis import person_weights
from semeq.train.people.cases import Case, Question, cases_of
from semeq.train.people.fit import STUDIED, fit_people
from semeq.train.people.scores import energy_scores
from semeq.words.people.predictive import predict
from semeq.words.people.tables import TAIL, PeopleTables

FIGURES = (
    "score",
    "error",
    "nats",
    "point_error",
    "stored_score",
    "own_mean_error",
    "student_nats",
)
"""Energy score, error of the point and log density of the model; then the floors: the error of the
word's median, the energy score of all stored settings, the error of the mean of own settings, and
the log density of one Student-t of the word."""

_N_SAMPLES = 200


@dataclass(frozen=True)
class Fitted:
    """A fit to some people, and the coordinates of everybody's rows in it.

    Attributes
    ----------
    tables : PeopleTables
        The fit.
    coordinates : ndarray, shape (n, n_components)
        Of all rows of the table.
    unseen : ndarray, shape (n,)
        Mean square of what the coordinates leave out, in dB².
    stored : dict of str to ndarray
        Coordinates of the rows that were fitted, by word.
    weights : dict of str to ndarray
        Of these rows.
    """

    tables: PeopleTables
    coordinates: Float64Array
    unseen: Float64Array
    stored: dict[str, Float64Array]
    weights: dict[str, Float64Array]


def fit_others(table: SettingsTable, left_out: npt.NDArray[np.bool_]) -> Fitted:
    """Fit all rows but those of one fold.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows.
    left_out : ndarray of bool, shape (n,)
        The fold.
    """
    known = table.select(~left_out)
    tables, curves = fit_people(known), curves_db(table.params)
    coordinates = tables.coordinates(curves)
    unseen = np.maximum(np.mean(curves**2, axis=1) - np.square(coordinates).sum(axis=1), 0.0)
    rows, weights = coordinates[~left_out], person_weights(known.people)
    return Fitted(
        tables,
        coordinates,
        unseen,
        {word: rows[known.rows_of(word)] for word in STUDIED},
        {word: weights[known.rows_of(word)] for word in STUDIED},
    )


def judge_person(
    fitted: Fitted, table: SettingsTable, person: str, questions: Sequence[Question]
) -> dict[str, Float64Array]:
    """Return the figures of each question for one person, means over cases and settings.

    Parameters
    ----------
    fitted : Fitted
        Fitted without the person.
    table : SettingsTable
        All rows.
    person : str
        Whom to ask about.
    questions : sequence of Question
        What to ask.

    Returns
    -------
    dict of str to ndarray
        By question, in the order of :data:`FIGURES`; NaN where there is no own setting.
    """
    rng = np.random.default_rng(0)
    return {
        question.name: np.mean(
            [_figures(fitted, case, rng) for case in cases_of(table, person, question)], axis=0
        )
        for question in questions
    }


def _figures(fitted: Fitted, case: Case, rng: np.random.Generator) -> list[float]:
    held, unseen = fitted.coordinates[case.held], fitted.unseen[case.held]
    own = {STUDIED.index(word): fitted.coordinates[rows] for word, rows in case.seen.items()}
    predicted = predict(fitted.tables, STUDIED.index(case.word), own)
    stored, weights = fitted.stored[case.word], fitted.weights[case.word]
    same = fitted.coordinates[case.seen[case.word]]

    def error(point: Float64Array) -> float:
        return float(np.sqrt(np.square(held - point).sum(axis=1) + unseen).mean())

    return [
        float(energy_scores(predicted.sample(_N_SAMPLES, rng), held, unseen).mean()),
        error(predicted.point),
        float(predicted.log_density(held).mean()),
        error(np.median(stored, axis=0)),
        float(energy_scores(stored, held, unseen).mean()),
        error(same.mean(axis=0)) if len(same) else np.nan,
        float(_student(stored, weights, held).mean()),
    ]


def _student(stored: Float64Array, weights: Float64Array, held: Float64Array) -> Float64Array:
    from scipy.stats import multivariate_t  # noqa: PLC0415  (slow to import)

    shape = np.cov(stored.T, aweights=weights) * (TAIL - 2.0) / TAIL
    mean = np.average(stored, axis=0, weights=weights)
    return np.atleast_1d(multivariate_t(mean, shape, df=int(TAIL)).logpdf(held))
