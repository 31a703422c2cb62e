"""What a model knows of its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from semeq.checks import check_flag
from semeq.eq.explain import explain
from semeq.eq.response import MODEL_SAMPLE_RATE
from semeq.eq.settings import EqSettings, settings_from_bounded
from semeq.errors import ParameterError
from semeq.words.lookup import check_language
from semeq.words.model import ModelLike, load_model
from semeq.words.people.hand import Hand
from semeq.words.people.personal import personal_model
from semeq.words.term_info import TermInfo
from semeq.words.vocabulary import rank


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(TermInfo):
    """A :class:`TermInfo` together with the settings at the word's point.

    Attributes
    ----------
    settings : EqSettings
        Five bands, which the decoder gives for the word's point.
    """

    settings: EqSettings

    @classmethod
    def from_dict(cls, entry: Mapping[str, Any]) -> Term:
        """Make it from what :meth:`to_dict` returned.

        Parameters
        ----------
        entry : mapping
            Other keys are not looked at.

        Raises
        ------
        ParameterError
            If a key is missing, or a value is of another type.

        Examples
        --------
        >>> warm = term("warm")
        >>> Term.from_dict(warm.to_dict()) == warm
        True
        """
        info = TermInfo.from_dict(entry)
        if "settings" not in entry:
            raise ParameterError(f"a term with settings must have the key settings, got {entry!r}")
        return cls(**_fields_of(info), settings=EqSettings.from_dict(entry["settings"]))

    def to_dict(self) -> dict[str, Any]:
        """Return what is known of the word as JSON-ready values, with its settings."""
        return TermInfo.to_dict(self) | {"settings": self.settings.to_dict()}

    def __repr__(self) -> str:
        said = explain(self.settings, sample_rate=MODEL_SAMPLE_RATE)
        return f"Term({self.term!r}, {self.evidence}; {said})"


def terms(
    *, language: str | None = None, include_personal: bool = False, model: ModelLike = None
) -> tuple[TermInfo, ...]:
    """Return the terms of a model with their evidence, best supported first.

    Parameters
    ----------
    language : {"en", "es"}, optional
        Only the words of one language.
    include_personal : bool, default False
        Also return words that rest on one person. They are not offered otherwise, but work
        where they are typed.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    tuple of TermInfo
        Solid words first, then thin ones, disputed ones, and words that name no sound; among
        these, words of more people first, and in alphabetical order where they have as many.

    Raises
    ------
    ParameterError
        If `language` is another one.

    Examples
    --------
    >>> {"warm", "bright"} <= {info.term for info in terms()}
    True
    """
    check_language(language)
    check_flag("include_personal", include_personal)
    offered = [
        info
        for info in load_model(model).vocabulary
        if (include_personal or not info.is_personal) and language in {None, info.language}
    ]
    return tuple(sorted(offered, key=rank))


def term(word: str, *, hand: Hand | None = None, model: ModelLike = None) -> Term:
    """Return one term: its evidence and the settings at its point.

    Parameters
    ----------
    word : str
        A word of the vocabulary, or one that finds it, such as *warmer* or *frio*
        (:mod:`semeq.words.lookup`).
    hand : Hand, optional
        What is known of a person; their words take the place of everybody's.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    Term
        With the settings of the amount asked for, where `word` says one.

    Raises
    ------
    UnknownTermError
        If the word is not in the vocabulary; the message names the nearest ones.
    ParameterError
        If `word` is not a string.

    Examples
    --------
    >>> term("warm").settings.curve_db([100.0], sample_rate=44_100).item() > 0
    True
    """
    loaded = personal_model(load_model(model), hand, (word,))
    index, amount = loaded.vocabulary.find(word)
    settings = settings_from_bounded(loaded.network.walker.walk_one(index, index, 0.0, amount))
    return Term(**_fields_of(loaded.vocabulary[index]), settings=settings)


def _fields_of(info: TermInfo) -> dict[str, Any]:
    return {field.name: getattr(info, field.name) for field in fields(TermInfo)}
