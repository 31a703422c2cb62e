"""Measures of one walk between two words: how straight, how even, and how bands move.

A walk is *params* or curves at evenly spaced places, ends included. The yardstick is the *dB line*,
the straight line in dB between the walk's own end curves: it is the one walk on which every
frequency changes evenly, and settings that are only copied do not follow it.
"""

from __future__ import annotations

import numpy as np

from semeq.eq.curves import rms_db
from semeq.eq.params import FREQ_COLUMNS, GAIN_COLUMNS, LOG_COLUMNS
from semeq.train.data.table import Float64Array
from semeq.train.model.spaces import FIVE_BANDS, space_of_params

AUDIBLE_DB = 1.0
"""Gain from which the frequency of a band counts."""

_STANDING_DB = 0.1  # a walk shorter than this, all steps added up, has no speed to speak of


def line_db(curves_db: Float64Array) -> Float64Array:
    """Return the straight line in dB between the ends of a walk.

    Parameters
    ----------
    curves_db : ndarray, shape (n_places, n_points)
        Along the walk, in dB, at evenly spaced places.

    Returns
    -------
    ndarray, shape (n_places, n_points)
        In dB.

    Examples
    --------
    >>> line_db(np.array([[0.0, 4.0], [9.0, 9.0], [2.0, 0.0]])).tolist()
    [[0.0, 4.0], [1.0, 2.0], [2.0, 0.0]]
    """
    alphas = np.linspace(0.0, 1.0, len(curves_db))[:, np.newaxis]
    line: Float64Array = (1.0 - alphas) * curves_db[0] + alphas * curves_db[-1]
    return line


def deviations_db(curves_db: Float64Array) -> Float64Array:
    """Return how far each place of a walk lies from the dB line, in RMS dB.

    Parameters
    ----------
    curves_db : ndarray, shape (n_places, n_points)
        Along the walk, in dB, at evenly spaced places.

    Returns
    -------
    ndarray, shape (n_places,)
        0 at both ends.

    Examples
    --------
    >>> deviations_db(np.array([[0.0, 0.0], [2.0, 1.0], [2.0, 2.0]])).round(3)
    array([0.   , 0.707, 0.   ])
    """
    return rms_db(curves_db - line_db(curves_db))


def step_ratio(curves_db: Float64Array) -> float:
    """Return the fastest step of a walk over its mean step, both in RMS dB.

    Parameters
    ----------
    curves_db : ndarray, shape (n_places, n_points)
        Along the walk, in dB, at evenly spaced places.

    Returns
    -------
    float
        At least 1; 1 where every step is as long, as on the dB line, or where all steps together
        are shorter than 0.1 dB.

    Examples
    --------
    >>> step_ratio(np.array([[0.0], [3.0], [4.0]]))
    1.5
    """
    steps = rms_db(np.diff(curves_db, axis=0))
    return 1.0 if steps.sum() < _STANDING_DB else float(steps.max() / steps.mean())


def freq_move_octaves(params: Float64Array) -> float:
    """Return the largest move of an audible band's frequency in one step of a walk, in octaves.

    Parameters
    ----------
    params : ndarray, shape (n_places, 13)
        Along the walk.

    Returns
    -------
    float
        Over all steps and all bands whose gain is at least 1 dB, up or down, before and after the
        step; 0 where there are none.

    Examples
    --------
    >>> walk = np.tile([0.0, 100, 0, 250, 1, 2, 1e3, 1, 0, 3e3, 1, 0, 8e3], (2, 1))
    >>> walk[1, [1, 6]] = 400.0, 2_000.0
    >>> freq_move_octaves(walk)
    1.0
    """
    is_audible = np.abs(params[:, GAIN_COLUMNS]) >= AUDIBLE_DB
    moves = np.abs(np.diff(np.log2(params[:, FREQ_COLUMNS]), axis=0))
    return float(np.max(moves, where=is_audible[1:] & is_audible[:-1], initial=0.0))


def copied_walk(params: Float64Array) -> Float64Array:
    """Return the walk of a system that learned nothing: straight in the parameters.

    Parameters
    ----------
    params : ndarray, shape (n_places, n_params)
        A walk, of which the ends alone count.

    Returns
    -------
    ndarray, shape (n_places, n_params)
        Straight in gain, log frequency and log Q from the first row to the last.

    Examples
    --------
    >>> ends = np.tile([0.0, 100, 0, 250, 1, 0, 1e3, 1, 0, 3e3, 1, 0, 8e3], (3, 1))
    >>> ends[2, :2] = 6.0, 400.0
    >>> copied_walk(ends)[1, :2].round(6).tolist()
    [3.0, 200.0]
    """
    if space_of_params(params) is not FIVE_BANDS:
        return line_db(params)
    logs = params.copy()
    logs[:, LOG_COLUMNS] = np.log(params[:, LOG_COLUMNS])
    walk = line_db(logs)
    walk[:, LOG_COLUMNS] = np.exp(walk[:, LOG_COLUMNS])
    return walk
