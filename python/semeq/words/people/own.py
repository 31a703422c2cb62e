"""A person's own settings as a model sees them."""

from __future__ import annotations

import numpy as np

from semeq.eq.curve_of import curve_of
from semeq.eq.response import MODEL_SAMPLE_RATE
from semeq.eq.settings import EqSettings
from semeq.errors import UnknownTermError
from semeq.words.model import Model
from semeq.words.people.tables import Float64Array, PeopleTables

OwnSettings = tuple[tuple[str, EqSettings], ...]


def own_curves(settings: OwnSettings) -> dict[str, Float64Array]:
    """Return the curves of each word's settings on the model's grid, shape ``(k, 128)``.

    Parameters
    ----------
    settings : tuple of (str, EqSettings)
        What a hand holds.
    """
    curves: dict[str, list[Float64Array]] = {}
    for word, each in settings:
        curves.setdefault(word, []).append(curve_of(each, sample_rate=MODEL_SAMPLE_RATE))
    return {word: np.array(each) for word, each in curves.items()}


def own_coordinates(
    model: Model, tables: PeopleTables, settings: OwnSettings
) -> tuple[dict[int, Float64Array], list[str]]:
    """Part settings into those of a model's words, and those of the person's own words.

    Parameters
    ----------
    model : Model
        Whose vocabulary.
    tables : PeopleTables
        The model's.
    settings : tuple of (str, EqSettings)
        What a hand holds.

    Returns
    -------
    own : dict of int to ndarray
        Coordinates by row of the word.
    private : list of str
        Words that the model does not know.
    """
    own: dict[int, list[Float64Array]] = {}
    private = []
    for word, curves in own_curves(settings).items():
        try:
            row, amount = model.vocabulary.find(word)
        except UnknownTermError:
            private.append(word)
            continue
        if amount == 1.0 and row < len(tables.means):  # what *warmer* says of *warm* is not known
            own.setdefault(row, []).append(tables.coordinates(curves))
    return {row: np.concatenate(each) for row, each in own.items()}, private
