"""The tables of people that a model holds."""

from __future__ import annotations

from functools import lru_cache

from semeq.errors import ModelLoadError
from semeq.words.archive import EXPORT_AGAIN, read_weights
from semeq.words.model import Model
from semeq.words.people.tables import PeopleTables
from semeq.words.people.tensors import from_tensors, has_tables


def people_tables(model: Model) -> PeopleTables:
    """Return how people differ in the words of a model.

    Parameters
    ----------
    model : Model
        A loaded one.

    Raises
    ------
    ModelLoadError
        If it was exported without.
    """
    return _read(model.base)


@lru_cache(maxsize=8)
def _read(model: Model) -> PeopleTables:
    tensors = read_weights(model.path, model.metadata)
    if not has_tables(tensors):
        raise ModelLoadError(
            f"{model.path} holds no distributions of words, only their points: {EXPORT_AGAIN}"
        )
    return from_tensors(tensors)
