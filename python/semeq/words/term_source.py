"""What one data set says about a word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class TermSource:
    """What one data set says about a word.

    Attributes
    ----------
    name : str
        The data set.
    n_examples : int
        Settings or sessions labeled with the word.
    n_people, n_addresses : int or None
        People who made them, and the addresses these people sent them from, several of whom may
        share one; None where the data do not tell.
    """

    name: str
    n_examples: int
    n_people: int | None = None
    n_addresses: int | None = None

    @classmethod
    def from_dict(cls, source: Mapping[str, Any]) -> TermSource:
        """Make it from its attributes by name.

        Parameters
        ----------
        source : mapping
            Its attributes by name.
        """
        return cls(
            source["name"], source["n_examples"], source.get("n_people"), source.get("n_addresses")
        )

    @property
    def most_people(self) -> int:
        """People who made them; where the data do not tell, one for each session at most."""
        return self.n_examples if self.n_people is None else self.n_people

    def __str__(self) -> str:
        if self.n_people is None:
            return f"{_count(self.n_examples, 'session', 'sessions')} in {self.name}"
        said = f"{_count(self.n_examples, 'setting', 'settings')} by "
        said += _count(self.n_people, "person", "people")
        if self.n_addresses is not None and self.n_addresses != self.n_people:
            said += f" at {_count(self.n_addresses, 'address', 'addresses')}"
        return f"{said} in {self.name}"


def _count(n: int, one: str, many: str) -> str:
    return f"{n} {one if n == 1 else many}"
