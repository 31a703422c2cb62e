"""What stands behind a word: its sources, and how far they agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from semeq.errors import ParameterError
from semeq.words.agreement import MIN_SPOKEN, PERSONAL, SOLID, THIN, Agreement, grade
from semeq.words.term_source import TermSource


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
        people.
    agreement : Agreement or None
        How far the people who use the word agree, beside chance; None for one person.
    spread_db : float or None
        RMS distance of the people's curves from their median, in dB, levels apart; None for one
        person.
    correlation : float or None
        Of the curves of the two sources, in [-1, 1]; None for a word of one source.
    band_db : tuple of two tuples of 128 floats, or None
        Quartiles of the settings' curves on the model's grid, in dB: half of the settings lie
        between them at each frequency. None where single settings are not known or too few.
    variants : tuple of str
        Terms of the word's two senses, ``warm@1`` and ``warm@2``, where the data support them.
    map_xy : tuple of two floats, or None
        Place on the map of all words (:func:`semeq.words.map.word_map`), in RMS dB.
    names_sound : bool
        Whether the word says how something sounds, as *cat* and *hello* do not.
    """

    term: str
    language: str
    sources: tuple[TermSource, ...]
    agreement: Agreement | None = None
    spread_db: float | None = None
    correlation: float | None = None
    band_db: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    variants: tuple[str, ...] = ()
    map_xy: tuple[float, float] | None = None
    names_sound: bool = True

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
        >>> airy = TermInfo("airy", "en", (TermSource("SAFE-DB", 7, 5, 5),), spread_db=5.2)
        >>> TermInfo.from_dict(airy.to_dict()) == airy
        True
        """
        try:
            band, place = entry.get("band_db"), entry.get("map_xy")
            agreement = entry.get("agreement")
            return cls(
                entry["term"],
                entry["language"],
                tuple(TermSource.from_dict(source) for source in entry["sources"]),
                None if agreement is None else Agreement.from_dict(agreement),
                entry.get("spread_db"),
                entry.get("correlation"),
                None if band is None else (tuple(band[0]), tuple(band[1])),
                tuple(entry.get("variants", ())),
                None if place is None else (place[0], place[1]),
                entry.get("names_sound", True),
            )
        except (AttributeError, IndexError, KeyError, TypeError) as error:
            raise ParameterError(
                f"a term must have the keys term, language and sources, got {entry!r} ({error!r})"
            ) from error

    def to_dict(self) -> dict[str, Any]:
        """Return what is known of the word as JSON-ready values, by the names of the attributes.

        Returns
        -------
        dict
            With `grade` and the sums `n_examples` and `n_people` beside the attributes.
        """
        known = asdict(self)
        known["sources"] = list(known["sources"])
        known["variants"] = list(known["variants"])
        if self.band_db is not None:
            known["band_db"] = [list(quartile) for quartile in self.band_db]
        if self.map_xy is not None:
            known["map_xy"] = list(self.map_xy)
        names = ("grade", "n_examples", "n_people")
        return known | {name: getattr(self, name) for name in names}

    @property
    def n_examples(self) -> int:
        """Settings and sessions labeled with the word, over all sources."""
        return sum(source.n_examples for source in self.sources)

    @property
    def n_people(self) -> int:
        """People who made them, at most: a session counts as one where nobody knows whose it is."""
        return sum(source.most_people for source in self.sources)

    @property
    def grade(self) -> str:
        """How far to trust it: ``"solid"``, ``"thin"``, ``"disputed"`` or ``"one person's"``."""
        return grade(self.n_people, self.agreement)

    @property
    def is_personal(self) -> bool:
        """Whether the word rests on one person: it is then not offered, but works if typed."""
        return self.grade == PERSONAL

    @property
    def is_spoken(self) -> bool:
        """Whether semeq says it of a sound unasked.

        It names a sound, at least five people agree on it beyond chance, and it is not disputed.
        """
        return (
            self.names_sound
            and self.grade in {SOLID, THIN}
            and self.n_people >= MIN_SPOKEN
            and self.agreement is not None
            and self.agreement.is_above_chance
        )

    @property
    def evidence(self) -> str:
        """The evidence in a few words.

        Examples
        --------
        >>> TermInfo("airy", "en", (TermSource("SAFE-DB", 7, 5, 5),), spread_db=5.2).evidence
        'thin: 7 settings by 5 people in SAFE-DB, spread 5.2 dB'
        """
        said = f"{self.grade}: {' and '.join(map(str, self.sources))}"
        if self.agreement is not None:
            said += f", {self.agreement}"
        if self.spread_db is not None:
            said += f", spread {self.spread_db:.1f} dB"
        if self.correlation is not None:
            said += f"; the sources' curves correlate {self.correlation:.2f}"
        return f"{said}; two senses: {', '.join(self.variants)}" if self.variants else said
