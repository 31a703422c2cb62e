"""Between which gains people set a word, at each frequency."""

from __future__ import annotations

import numpy as np

from semeq.checks import check_number
from semeq.words.model import ModelLike, load_model
from semeq.words.people.loading import people_tables
from semeq.words.people.predictive import predict
from semeq.words.people.tables import Float64Array

_N_DRAWS = 4_000


def predictive_band_db(word: str, share: float = 0.8, *, model: ModelLike = None) -> Float64Array:
    """Return the band that holds a share of what people set for a word, at each frequency.

    Unlike :attr:`semeq.words.term_info.TermInfo.band_db`, which are quartiles of the settings that
    a model was fitted to, it says what the next person will do, and any share may be asked for.

    Parameters
    ----------
    word : str
        A word of the vocabulary.
    share : float, default 0.8
        From 0.01 to 0.99.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    ndarray, shape (2, 128)
        Lower and upper gain on the model's grid, in dB.

    Raises
    ------
    UnknownTermError
        If the word is not in the vocabulary.
    ParameterError
        If `share` is out of range.
    ModelLoadError
        If the model was exported without distributions of words.

    Examples
    --------
    >>> low_db, high_db = predictive_band_db("bright", 0.8)
    >>> bool(low_db[-10] < 4.0 < high_db[-10])  # at 12 kHz
    True
    """
    share = check_number("share", share, 0.01, 0.99)
    loaded = load_model(model)
    tables = people_tables(loaded)
    predicted = predict(tables, loaded.vocabulary.use(word)[0])
    curves = tables.curves_db(predicted.sample(_N_DRAWS, np.random.default_rng(0)))
    return np.asarray(np.quantile(curves, [0.5 - 0.5 * share, 0.5 + 0.5 * share], axis=0))
