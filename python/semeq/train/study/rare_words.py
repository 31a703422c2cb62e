"""Rare words: how far the next person's settings lie from what others say of the word."""

from __future__ import annotations

from typing import Any

import numpy as np

from semeq.eq.curves import rms_db
from semeq.train.data.graphic import WordCurves
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.evaluation.separation import bootstrap
from semeq.train.model.spaces import curves_db
from semeq.train.vocabulary.shrinkage import shrunk
from semeq.train.vocabulary.terms import MANY_ROWS

SYSTEMS = ("flat", "mean of others", "sessions alone", "shipped")
"""What predicts the settings of a person left out; `shipped` is how words are placed."""


def rare_words(table: SettingsTable, taught: WordCurves) -> dict[str, Any]:
    """Leave out one contributor of a word at a time, and predict their curves.

    Parameters
    ----------
    table : SettingsTable
        Rows of SAFE-DB; words with fewer than 30 of them, by two contributors or more, count.
    taught : WordCurves
        Mean curves of sessions.

    Returns
    -------
    dict
        For words with sessions and for words without: ``cases`` and ``words``, the mean RMS error
        in dB of each of :data:`SYSTEMS` over cases, and ``gain_interval_db``, the 95 % interval
        over contributors of what the shipped placement gains on flat.
    """
    curves = dict(zip(taught.words.tolist(), taught.grid_curves_db, strict=True))
    found = {}
    for name, has_sessions in (("with sessions", True), ("without", False)):
        cases = [
            (word, contributor, errors)
            for word, n in table.word_counts().items()
            if n < MANY_ROWS and (word in curves) == has_sessions
            for contributor, errors in _cases(table, word, curves.get(word))
        ]
        if not cases:
            continue
        errors = np.array([each for _, _, each in cases])
        gain = errors[:, SYSTEMS.index("flat")] - errors[:, SYSTEMS.index("shipped")]
        owners = np.array([contributor for _, contributor, _ in cases])
        found[name] = {
            "cases": len(cases),
            "words": len({word for word, _, _ in cases}),
            **dict(zip(SYSTEMS, errors.mean(axis=0).tolist(), strict=True)),
            "gain_interval_db": list(bootstrap(gain, owners, np.mean)),
        }
    return found


def _cases(
    table: SettingsTable, word: str, taught_db: Float64Array | None
) -> list[tuple[str, list[float]]]:
    rows = table.select(table.rows_of(word))
    contributors = dict.fromkeys(rows.contributors.tolist())
    if len(contributors) < 2:
        return []
    cases = []
    for contributor in contributors:
        left_out = rows.contributors == contributor
        others, theirs = rows.select(~left_out), curves_db(rows.params[left_out])
        own_db = curves_db(others.params)
        flat = np.zeros(theirs.shape[1])
        predicted = (
            flat,
            own_db.mean(axis=0),
            flat if taught_db is None else taught_db,
            shrunk(np.median(own_db, axis=0), others.n_people(word), taught_db),
        )
        cases.append((contributor, [float(rms_db(theirs - each).mean()) for each in predicted]))
    return cases
