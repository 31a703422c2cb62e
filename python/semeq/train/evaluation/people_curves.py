"""What people mean by a word: one curve of each person."""

from __future__ import annotations

import numpy as np

from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.model.spaces import curves_db


def median_of_people(table: SettingsTable, word: str) -> Float64Array:
    """Return the median over people of each one's median curve of a word.

    A person counts once, however many settings are theirs.

    Parameters
    ----------
    table : SettingsTable
        With rows of the word.
    word : str
        The word.

    Returns
    -------
    ndarray, shape (n_points,)
        In dB.
    """
    chosen = table.select(table.rows_of(word))
    curves, people = curves_db(chosen.params), chosen.people
    own = [np.median(curves[people == who], axis=0) for who in np.unique(people)]
    return np.asarray(np.median(own, axis=0))
