"""Whether a walk moves evenly in meaning, by a judge that knows nothing of the model."""

from __future__ import annotations

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from semeq.eq.curves import level_free
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.evaluation.separation import PAIR
from semeq.train.model.spaces import curves_db


def log_odds_r2(walk_db: Float64Array, held_out: SettingsTable) -> float | None:
    """Ask a judge at each place of the walk from *warm* to *bright* how bright it is.

    The judge is a logistic regression on curves without their level, fitted on people whom the
    model has not heard.

    Parameters
    ----------
    walk_db : ndarray, shape (n_places, n_points)
        Curves along the walk, in dB, at evenly spaced places.
    held_out : SettingsTable
        Rows of those people.

    Returns
    -------
    float or None
        R² of the judge's log-odds against the place, in [0, 1]: 1 where equal steps are equally
        brighter. None where the rows lack one of the two words, or the odds never change.
    """
    rows = held_out.select(np.isin(held_out.words, PAIR))
    if set(rows.words.tolist()) != set(PAIR):
        return None
    judge = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2_000))
    judge.fit(level_free(curves_db(rows.params)), rows.words)
    odds = judge.decision_function(level_free(walk_db))
    if np.ptp(odds) < 1e-6:
        return None
    return float(np.corrcoef(np.linspace(0.0, 1.0, len(odds)), odds)[0, 1] ** 2)
