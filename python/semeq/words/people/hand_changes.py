"""What a person's own settings change in a word, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from semeq.words.model import Model
from semeq.words.people.loading import people_tables
from semeq.words.people.own import OwnSettings, own_coordinates
from semeq.words.people.predictive import predict

_N_DRAWS = 500


@dataclass(frozen=True, slots=True)
class HandChange:
    """A word before and after a person's settings.

    Attributes
    ----------
    word : str
        As the model has it.
    n_settings : int
        Own settings of it.
    strength : float
        RMS of the person's point over that of everybody's.
    distance_db : float
        RMS difference of the two points.
    uncertainty_db : float
        How far the person's word may still lie from the point, RMS.

    Examples
    --------
    >>> print(HandChange("warm", 3, 1.4, 1.12, 2.0))
    your warm is 1.4 times as strong and 1.1 dB from everybody's (± 2.0 dB); from 3 settings
    """

    word: str
    n_settings: int
    strength: float
    distance_db: float
    uncertainty_db: float

    def __str__(self) -> str:
        plural = "" if self.n_settings == 1 else "s"
        return (
            f"your {self.word} is {self.strength:.1f} times as strong and "
            f"{self.distance_db:.1f} dB from everybody's (± {self.uncertainty_db:.1f} dB); "
            f"from {self.n_settings} setting{plural}"
        )


def hand_changes(model: Model, settings: OwnSettings) -> tuple[HandChange, ...]:
    """Compare everybody's point of each word with the person's.

    Parameters
    ----------
    model : Model
        Loaded.
    settings : tuple of (str, EqSettings)
        What a hand holds.
    """
    tables = people_tables(model)
    own, _ = own_coordinates(model, tables, settings)
    changes = []
    for row, rows in own.items():
        usual, theirs = predict(tables, row).point, predict(tables, row, own)
        draws = theirs.sample_word(_N_DRAWS, np.random.default_rng(0))
        changes.append(
            HandChange(
                model.vocabulary[row].term,
                len(rows),
                float(np.linalg.norm(theirs.point) / np.linalg.norm(usual)),
                float(np.linalg.norm(theirs.point - usual)),
                float(np.sqrt(np.square(draws - draws.mean(axis=0)).sum(axis=1).mean())),
            )
        )
    return tuple(changes)
