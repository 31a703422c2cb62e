"""Weighted sums of words to settings."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from semeq.checks import check_number
from semeq.eq.settings import EqSettings, settings_from_bounded
from semeq.words.amount import check_amount
from semeq.words.expression import parse_blend
from semeq.words.model import ModelLike, load_model
from semeq.words.people.hand import Hand
from semeq.words.people.personal import personal_model

MAX_WEIGHT = 10.0
"""Largest size of a word's weight."""


def blend(
    words: str | Mapping[str, float],
    *,
    amount: float = 1.0,
    hand: Hand | None = None,
    model: ModelLike = None,
) -> EqSettings:
    """Return the settings of a weighted sum of words.

    Each word moves the flat equalizer toward its point by its weight, or away from it where
    the weight is negative; ``{"warm": 1}`` is *warm* itself.

    Parameters
    ----------
    words : str or mapping of str to float
        ``"warm + 0.5*airy - muddy"``, or ``{"warm": 1, "airy": 0.5, "muddy": -1}``. Weights
        are in [-10, 10].
    amount : float, default 1.0
        Scales the gains, in [-1, 2]: 0 is an exact bypass, -1 the inverse equalizer.
    hand : Hand, optional
        What is known of a person; their words take the place of everybody's.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    EqSettings
        Five bands, always within :attr:`semeq.Model.bounds`.

    Raises
    ------
    UnknownTermError
        If a word is not in the vocabulary.
    ParameterError
        If the expression cannot be read, or a number is out of range.

    Examples
    --------
    >>> blend("warm + 0.5*airy - muddy") == blend({"warm": 1, "airy": 0.5, "muddy": -1})
    True
    """
    parsed = parse_blend(words)
    loaded = personal_model(load_model(model), hand, parsed)
    weights = np.zeros((1, len(loaded.vocabulary)), dtype=np.float32)
    for word, weight in parsed.items():
        index, said = loaded.vocabulary.use(word)
        checked = check_number(f"the weight of {word!r}", weight, -MAX_WEIGHT, MAX_WEIGHT)
        weights[0, index] += said * checked
    amounts = np.array([check_amount(amount)], dtype=np.float32)
    return settings_from_bounded(loaded.network.walker.blend(weights, amounts)[0].tolist())
