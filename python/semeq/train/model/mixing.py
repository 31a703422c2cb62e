"""SocialFX's words as labeled settings, to be learned beside single people's."""

from __future__ import annotations

from collections.abc import Iterable, Sized

import numpy as np

from semeq.eq.fit import fit_settings_batch
from semeq.eq.params import N_PARAMS
from semeq.eq.response import MODEL_SAMPLE_RATE
from semeq.errors import DataError, ParameterError
from semeq.train.data.graphic import WordCurves
from semeq.train.data.table import Float64Array, SettingsTable
from semeq.train.model.classes import contrast_classes
from semeq.train.model.config import TrainConfig

# Words whose bands sit at usual places, none undoing another, morph steadily, at the price of
# closeness to the word's own curve: `semeq evaluate-words` prints what each strength costs and
# gains.
PRIOR_DB = 0.35
"""Strength of the prior on usual layouts when five bands are fitted to a word's curve."""


def fit_words(curves_db: Float64Array, prior_db: float = PRIOR_DB) -> Float64Array:
    """Fit five bands to curves, level included.

    Parameters
    ----------
    curves_db : ndarray, shape (n, 128)
        On the model's grid.
    prior_db : float
        Strength of the prior on usual layouts.

    Returns
    -------
    ndarray, shape (n, 13)
        *Params*.
    """
    fitted = fit_settings_batch(
        curves_db, free_level=False, prior_db=prior_db, sample_rate=MODEL_SAMPLE_RATE
    )
    return np.array([each.settings.params for each in fitted]).reshape(-1, N_PARAMS)


def at_playable_level(curves_db: Float64Array) -> Float64Array:
    """Give curves of sessions, which have no level, the one at which five bands play them best.

    Parameters
    ----------
    curves_db : ndarray, shape (n, 128)
        On the model's grid.

    Returns
    -------
    ndarray, shape (n, 128)
    """
    fits = fit_settings_batch(curves_db, prior_db=PRIOR_DB, sample_rate=MODEL_SAMPLE_RATE)
    return np.asarray(curves_db - np.array([fit.level_db for fit in fits])[:, np.newaxis])


def check_words_given(config: TrainConfig, words: Sized | None) -> None:
    """Refuse a configuration that learns from sessions' words where they were not given.

    Raises
    ------
    ParameterError
        If they are missing.
    """
    if (config.batch.n_socialeq or config.batch.n_curves) and words is None:
        raise ParameterError(
            f"preset {config.preset!r} learns from the words of sessions too: "
            "give --words eq_contributions.csv, or learn without them "
            "(--set batch.n_curves=0 --set batch.n_socialeq=0)"
        )


def socialeq_settings(socialeq: WordCurves, words: Iterable[str]) -> SettingsTable:
    """Fit five bands to SocialFX's curve of each of `words` that it has.

    Returns
    -------
    SettingsTable
        One row per word, with the number of people who taught it. Each is a contributor of its
        own, different from all of SAFE-DB's.
    """
    rows = np.flatnonzero(np.isin(socialeq.words, list(words)))
    return SettingsTable(
        ids=rows,
        words=socialeq.words[rows],
        contributors=np.array([f"{socialeq.source}-{row}" for row in rows]),
        params=fit_words(socialeq.grid_curves_db[rows]),
        source=socialeq.source,
        people_per_row=socialeq.counts[rows],
    )


def mixed_settings(
    train: SettingsTable, socialeq: WordCurves | None, config: TrainConfig
) -> SettingsTable | None:
    """Return SocialFX's settings for the words that the contrast knows, if they are wanted.

    Parameters
    ----------
    train : SettingsTable
        Training rows, which decide the words.
    socialeq : WordCurves, optional
        SocialFX's words.
    config : TrainConfig
        Says whether they are learned.

    Raises
    ------
    ParameterError
        If they are wanted and were not given.
    DataError
        If none of them is a word of the contrast.
    """
    check_words_given(config, socialeq)
    if socialeq is None or not config.batch.n_socialeq:
        return None
    mixed = socialeq_settings(socialeq, contrast_classes(train, config))
    if not len(mixed):
        raise DataError("no word of SocialFX's has enough rows in the training part to be mixed")
    return mixed
