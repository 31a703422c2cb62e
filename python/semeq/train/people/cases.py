"""What is asked of a person left out: some of their settings are seen, others are to be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.train.data.table import SettingsTable
from semeq.train.people.fit import STUDIED

IntArray = npt.NDArray[np.int64]

MIN_ROWS = 8
"""Settings of each word that a participant has; of ten clips some skipped one or two."""

N_DRAWS = 4
"""How often the settings that are seen are drawn."""


@dataclass(frozen=True)
class Question:
    """Which of a person's settings are seen.

    Attributes
    ----------
    name : str
        What the report calls it.
    n_same, n_other : int
        How many settings of the word asked for, and of the other word, are seen.
    words : tuple of str
        Which words are asked for.
    """

    name: str
    n_same: int
    n_other: int
    words: tuple[str, ...] = STUDIED


QUESTIONS = (
    Question("nothing", 0, 0),
    Question("1 own setting", 1, 0),
    Question("3 own settings", 3, 0),
    Question("5 own settings", 5, 0),
    Question("3 of the other word", 0, 3),
    Question("*bright* from one own *warm*", 0, 1, ("bright",)),
    Question("*bright* from three own pairs", 3, 3, ("bright",)),
)


@dataclass(frozen=True)
class Case:
    """One draw of a question for one person.

    Attributes
    ----------
    word : str
        The word asked for.
    seen : mapping of str to ndarray of int64
        Rows that are seen, by word.
    held : ndarray of int64
        The person's other rows of the word.
    """

    word: str
    seen: Mapping[str, IntArray]
    held: IntArray


def participants(table: SettingsTable) -> list[str]:
    """Return the people who set each studied word for at least eight clips.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows of SAFE-DB.
    """
    return [
        str(name)
        for name in np.unique(table.people)
        if all(
            ((table.people == name) & (table.words == word)).sum() >= MIN_ROWS for word in STUDIED
        )
    ]


def cases_of(table: SettingsTable, person: str, question: Question) -> Iterator[Case]:
    """Draw the cases of a question for one person; the same ones each time.

    Parameters
    ----------
    table : SettingsTable
        Cleaned rows.
    person : str
        One of :func:`participants`.
    question : Question
        What is seen.
    """
    rng = np.random.default_rng(0)
    theirs = table.people == person
    for word in question.words:
        (other,) = (each for each in STUDIED if each != word)
        same, others = (np.flatnonzero(theirs & (table.words == each)) for each in (word, other))
        for _ in range(N_DRAWS if question.n_same or question.n_other else 1):
            seen = rng.choice(same, question.n_same, replace=False)
            beside = rng.choice(others, question.n_other, replace=False)
            yield Case(word, {word: seen, other: beside}, np.setdiff1d(same, seen))
