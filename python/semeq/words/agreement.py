"""How far the people who use a word agree, and the grade that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

SOLID, THIN, DISPUTED, PERSONAL = "solid", "thin", "disputed", "one person's"
"""Grades, in the order in which words are offered."""

MIN_MANY = 20
"""People from which on a word is solid or disputed; fewer do not tell."""

MIN_SPOKEN = 5
"""People without whom a word is never said of a sound."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far the people who use a word agree, beside chance.

    Attributes
    ----------
    correlation : float
        Mean correlation of the curves of two of them, in [-1, 1]; levels and sizes do not count.
    low, high : float
        95 % interval of the correlation, drawing people with replacement; -1 and 1 for two
        people, whose one pair does not tell how far others would differ.
    chance : float
        Mean of the same over groups as large, drawn from all words.
    chance_p95 : float
        What 95 % of such groups stay below.
    """

    correlation: float
    low: float
    high: float
    chance: float
    chance_p95: float

    @classmethod
    def from_dict(cls, values: Mapping[str, float]) -> Agreement:
        """Make it from its attributes by name.

        Parameters
        ----------
        values : mapping
            Its attributes by name.
        """
        return cls(**{name: values[name] for name in cls.__slots__})

    def to_dict(self) -> dict[str, Any]:
        """Return the attributes by name."""
        return asdict(self)

    @property
    def is_above_chance(self) -> bool:
        """Whether fewer than 5 % of random groups as large agree as much."""
        return self.correlation > self.chance_p95

    @property
    def is_clear(self) -> bool:
        """Whether it is above chance, and its whole interval above the mean of random groups."""
        return self.is_above_chance and self.low > self.chance

    def __str__(self) -> str:
        return (
            f"agreement {self.correlation:.2f} (95 % of random groups below {self.chance_p95:.2f})"
        )


def grade(n_people: int, agreement: Agreement | None) -> str:
    """Say how far to trust a word.

    Parameters
    ----------
    n_people : int
        People who used it; a session counts as one where people are not told apart.
    agreement : Agreement or None
        How far they agree, where it is known.

    Returns
    -------
    str
        ``"one person's"``; with fewer than 20 people ``"thin"``; else ``"solid"`` if they
        clearly agree, and ``"disputed"`` if not.

    Examples
    --------
    >>> tinny = Agreement(0.82, 0.74, 0.88, chance=0.01, chance_p95=0.23)
    >>> cold = Agreement(0.05, -0.04, 0.22, chance=0.01, chance_p95=0.07)
    >>> grade(34, cold), grade(8, tinny), grade(34, tinny), grade(1, None)
    ('disputed', 'thin', 'solid', "one person's")
    """
    if n_people <= 1:
        return PERSONAL
    if n_people < MIN_MANY or agreement is None:
        return THIN
    return SOLID if agreement.is_clear else DISPUTED
