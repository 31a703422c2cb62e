"""The curve of a word: few people's settings count little beside what is known of the word."""

from __future__ import annotations

import numpy as np

from semeq.train.data.table import Float64Array

SESSIONS_WEIGH = 4.0
"""The mean curve of a word's sessions counts as so many people with settings of their own."""

FLAT_WEIGHS = 2.0
"""So does the flat curve."""


def shrunk(own_db: Float64Array, n_people: int, taught_db: Float64Array | None) -> Float64Array:
    """Draw the curve of people's settings toward that of sessions, and toward flat.

    The mean of few people's settings is further from the next person's than a flat equalizer is
    (``semeq evaluate-words`` prints it).

    Parameters
    ----------
    own_db : ndarray, shape (n_freqs,)
        Median curve of the settings, in dB.
    n_people : int
        How many people made them.
    taught_db : ndarray, shape (n_freqs,), or None
        Mean curve of the word's sessions, in dB.

    Examples
    --------
    >>> own_db = np.array([6.0, 0.0])
    >>> shrunk(own_db, 2, None), shrunk(own_db, 4, np.array([0.0, 5.0]))
    (array([3., 0.]), array([2.4, 2. ]))
    """
    total, weight = n_people * own_db, n_people + FLAT_WEIGHS
    if taught_db is not None:
        total, weight = total + SESSIONS_WEIGH * taught_db, weight + SESSIONS_WEIGH
    return np.asarray(total / weight)
