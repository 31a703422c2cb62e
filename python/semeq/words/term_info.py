"""What stands behind a word: its sources, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from semeq.errors import ParameterError


@dataclass(frozen=True, slots=True)
class TermSource:
    """What one data set says about a word.

    Attributes
    ----------
    name : str
        The data set.
    n_examples, n_contributors : int
        Settings labeled with the word, and how many people made them.
    """

    name: str
    n_examples: int
    n_contributors: int

    @classmethod
    def from_dict(cls, source: Mapping[str, Any]) -> TermSource:
        """Make it from its attributes by name.

        Parameters
        ----------
        source : mapping
            Its attributes by name.
        """
        return cls(source["name"], source["n_examples"], source["n_contributors"])

    def __str__(self) -> str:
        people = f"{self.n_contributors} {'person' if self.n_contributors == 1 else 'people'}"
        if self.n_examples == self.n_contributors:
            return f"{people} in {self.name}"
        return f"{self.n_examples} settings by {people} in {self.name}"


@dataclass(frozen=True, slots=True)
class TermInfo:
    """What a model knows of one word, and from whom.

    Attributes
    ----------
    term : str
        The word.
    language : str
        ISO 639-1 code.
    sources : tuple of TermSource
        The data sets the word comes from. Of several, the term is a blend weighted by their
        settings.
    grade : str
        ``"solid"``, ``"thin"`` or ``"one person's word"``: how far to trust it.
    spread_db : float or None
        RMS distance of the settings' curves from their median, in dB; None where only the
        median was published.
    correlation : float or None
        Of the curves of the two sources, in [-1, 1]; None for a word of one source.
    band_db : tuple of two tuples of 128 floats, or None
        Quartiles of the settings' curves on the model's grid, in dB: half of the settings lie
        between them at each frequency. None where single settings are not known or too few.
    variants : tuple of str
        Terms of the word's two senses, ``warm@1`` and ``warm@2``, where the data support them.
    map_xy : tuple of two floats, or None
        Place on the map of all words (:func:`semeq.words.map.word_map`), in RMS dB.
    """

    term: str
    language: str
    sources: tuple[TermSource, ...]
    grade: str
    spread_db: float | None = None
    correlation: float | None = None
    band_db: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    variants: tuple[str, ...] = ()
    map_xy: tuple[float, float] | None = None

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> TermInfo:
        """Make it from what :meth:`to_dict` returned, or an artifact says of a term.

        Parameters
        ----------
        entry : mapping
            An entry of ``terms`` in an artifact's metadata. Other keys are not looked at.

        Raises
        ------
        ParameterError
            If a key is missing, or a value is of another type.

        Examples
        --------
        >>> airy = TermInfo("airy", "en", (TermSource("SAFE-DB", 7, 5),), "thin", 5.2)
        >>> TermInfo.from_dict(airy.to_dict()) == airy
        True
        """
        try:
            band, place = entry.get("band_db"), entry.get("map_xy")
            return cls(
                entry["term"],
                entry["language"],
                tuple(TermSource.from_dict(source) for source in entry["sources"]),
                entry["grade"],
                entry.get("spread_db"),
                entry.get("correlation"),
                None if band is None else (tuple(band[0]), tuple(band[1])),
                tuple(entry.get("variants", ())),
                None if place is None else (place[0], place[1]),
            )
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            raise ParameterError(
                f"a term must have the keys term, language, sources and grade, got {entry!r} "
                f"({error!r})"
            ) from error

    def to_dict(self) -> dict[str, Any]:
        """Return what is known of the word as JSON-ready values, by the names of the attributes.

        Returns
        -------
        dict
            With the sums `n_examples` and `n_contributors` beside the attributes.
        """
        known = asdict(self)
        known["sources"] = list(known["sources"])
        known["variants"] = list(known["variants"])
        if self.band_db is not None:
            known["band_db"] = [list(quartile) for quartile in self.band_db]
        if self.map_xy is not None:
            known["map_xy"] = list(self.map_xy)
        return known | {"n_examples": self.n_examples, "n_contributors": self.n_contributors}

    @property
    def n_examples(self) -> int:
        """Settings labeled with the word, over all sources."""
        return sum(source.n_examples for source in self.sources)

    @property
    def n_contributors(self) -> int:
        """People who made them, over all sources."""
        return sum(source.n_contributors for source in self.sources)

    @property
    def is_personal(self) -> bool:
        """Whether the word rests on one person: it is then not offered, but works if typed."""
        return self.n_contributors == 1

    @property
    def evidence(self) -> str:
        """The evidence in a few words.

        Examples
        --------
        >>> TermInfo("airy", "en", (TermSource("SAFE-DB", 7, 5),), "thin", 5.2).evidence
        'thin: 7 settings by 5 people in SAFE-DB, spread 5.2 dB'
        """
        said = f"{self.grade}: {' and '.join(map(str, self.sources))}"
        if self.correlation is not None:
            said += f" (correlation {self.correlation:.2f})"
        if self.spread_db is not None:
            said += f", spread {self.spread_db:.1f} dB"
        return f"{said}; two senses: {', '.join(self.variants)}" if self.variants else said
