"""SocialEQ's words as labeled settings, to be learned beside single people's."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from semeq.eq.fit import fit_settings_batch
from semeq.eq.params import N_PARAMS
from semeq.eq.response import MODEL_SAMPLE_RATE
from semeq.errors import ParameterError
from semeq.train.data.socialeq import NAME, WordCurves
from semeq.train.data.table import SettingsTable
from semeq.train.model.config import TrainConfig
from semeq.train.vocabulary.lexicon import PULL_DB, crowd_on_grid


def check_crowd(config: TrainConfig, crowd: WordCurves | None) -> None:
    """Refuse a configuration that learns from words which were not given.

    Raises
    ------
    ParameterError
        If they are missing.
    """
    if config.n_crowd and crowd is None:
        raise ParameterError(
            f"preset {config.preset!r} learns from SocialEQ's words too: "
            "give --words eqdescriptors.json"
        )


def crowd_settings(crowd: WordCurves, words: Iterable[str]) -> SettingsTable:
    """Fit five bands to the mean curve of each of `words` that a crowd has taught.

    Returns
    -------
    SettingsTable
        One row per word, with the number of people who taught it; each a contributor of its own,
        who is nobody of SAFE-DB.
    """
    rows = np.flatnonzero(np.isin(crowd.words, list(words)))
    fitted = fit_settings_batch(
        crowd_on_grid(crowd)[rows], free_level=False, pull_db=PULL_DB, sample_rate=MODEL_SAMPLE_RATE
    )
    return SettingsTable(
        ids=rows,
        words=crowd.words[rows],
        contributors=np.array([f"{NAME}-{row}" for row in rows]),
        params=np.array([each.settings.params for each in fitted]).reshape(-1, N_PARAMS),
        source=NAME,
        people=crowd.counts[rows],
    )
