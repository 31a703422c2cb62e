"""A model in which some words are those of one person."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np

from semeq.checks import check_instance
from semeq.eq.fit import fit_settings_batch
from semeq.eq.response import MODEL_SAMPLE_RATE
from semeq.files.tensor_checks import Tensors
from semeq.words.archive import read_weights
from semeq.words.model import Float32Array, Model
from semeq.words.people.hand import Hand
from semeq.words.people.loading import people_tables
from semeq.words.people.own import OwnSettings, own_coordinates, own_curves
from semeq.words.people.predictive import predict
from semeq.words.people.tables import Float64Array
from semeq.words.vocabulary import Vocabulary

PRIVATE = "your own settings"
"""What stands as the source of a word that a person brought."""


class _PersonalModel(Model):
    """A model with another table of terms; its file stays the same."""

    def __init__(self, model: Model, terms: list[Any], latents: Float32Array) -> None:
        self.path, self.engine, self.base = model.path, model.engine, model.base
        self.metadata = model.metadata | {"terms": terms}
        self.vocabulary = Vocabulary(terms)
        self._latents = np.ascontiguousarray(latents, dtype=np.float32)

    def _tensors(self) -> Tensors:
        return {**read_weights(self.path, self.base.metadata), "term_latents": self._latents}


def personal_model(model: Model, hand: Hand | None, words: Iterable[str]) -> Model:
    """Return a model whose points of some words are a person's; the same one without settings.

    Parameters
    ----------
    model : Model
        Loaded.
    hand : Hand or None
        What is known of the person.
    words : iterable of str
        The words that will be asked for. The others stay as they are.

    Raises
    ------
    ParameterError
        If `hand` is something else.
    UnknownTermError
        If neither the model nor the hand knows a word.
    ModelLoadError
        If the model was exported without distributions of words.
    """
    if hand is None:
        return model
    settings = hand_settings(hand)
    if not settings:
        return model
    wider = _with_private(model, settings)
    rows = {wider.vocabulary.index(word) for word in words}
    return _personal(wider, settings, tuple(sorted(rows)))


def hand_settings(hand: Hand) -> OwnSettings:
    """Return the settings of a hand, or raise ParameterError for something else.

    Parameters
    ----------
    hand : Hand
        As given.
    """
    return check_instance("hand", hand, Hand).settings


@lru_cache(maxsize=16)
def _with_private(model: Model, settings: OwnSettings) -> Model:
    """Add the words that the model does not know, at the mean of the person's curves."""
    _, private = own_coordinates(model, people_tables(model), settings)
    if not private:
        return model
    curves = own_curves(settings)
    entries: list[Any] = [
        {
            "term": word,
            "language": "en",
            "sources": [{"name": PRIVATE, "n_examples": len(curves[word]), "n_people": 1}],
        }
        for word in private
    ]
    means = np.array([curves[word].mean(axis=0) for word in private])
    latents = np.concatenate([model.term_latents, _latents(model, means)])
    return _PersonalModel(model, [*model.metadata["terms"], *entries], latents)


@lru_cache(maxsize=64)
def _personal(model: Model, settings: OwnSettings, rows: tuple[int, ...]) -> Model:
    tables = people_tables(model)
    own, _ = own_coordinates(model, tables, settings)
    known = [row for row in rows if row < len(tables.means)]
    if not known or not own:
        return model
    curves = [_own_curve(model, own, row) for row in known]
    latents = model.term_latents.copy()
    latents[known] = _latents(model, np.array(curves))
    return _PersonalModel(model, model.metadata["terms"], latents)


def _own_curve(model: Model, own: dict[int, Float64Array], row: int) -> Float64Array:
    """Return the curve at the person's point of a word.

    The model's own point lies a little beside that of the distribution. The more settings of the
    word there are, the less of this difference stays.
    """
    tables = people_tables(model)
    usual, theirs = predict(tables, row).point, predict(tables, row, own).point
    beside = model.term_curves_db[row] - tables.curves_db(usual)
    return np.asarray(tables.curves_db(theirs) + beside / (1 + len(own.get(row, ()))))


def _latents(model: Model, curves_db: Float64Array) -> Float32Array:
    fits = fit_settings_batch(curves_db, sample_rate=MODEL_SAMPLE_RATE, free_level=False)
    return model.encode([fit.settings.params for fit in fits], refine=True)
