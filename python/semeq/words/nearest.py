"""From curves back to words: the nearest words of any equalizer, and of each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from semeq.checks import check_count, check_flag
from semeq.eq.curve_of import Eq, curve_of
from semeq.eq.curves import level_free, rms_db
from semeq.words.amount import MAX_AMOUNT
from semeq.words.model import Model, ModelLike, load_model

Float64Array = npt.NDArray[np.float64]

FLAT_DB = 0.05
"""An equalizer whose curve departs less from its mean, in RMS dB, has no name."""


@dataclass(frozen=True, slots=True)
class NamedWord:
    """A word, and how near it is to an equalizer.

    Attributes
    ----------
    term : str
        The word.
    distance_db : float
        RMS distance of the curves, their levels apart, with the word at `amount`.
    amount : float
        How much of the word comes nearest, in [0, 2].
    correlation : float
        Of the curves' shapes, in [-1, 1].
    """

    term: str
    distance_db: float
    amount: float
    correlation: float


def name_eq(
    eq: Eq,
    *,
    sample_rate: float,
    n_words: int = 5,
    freq_hz: npt.ArrayLike | None = None,
    include_personal: bool = False,
    model: ModelLike = None,
) -> tuple[NamedWord, ...]:
    """Return the words nearest to an equalizer: the inverse of :func:`semeq.morph`.

    Only words that name a sound, and on which five people or more agree beyond chance.

    Parameters
    ----------
    eq : EqSettings or array_like
        Settings, sections of shape ``(n_sections, 6)``, or a curve in dB.
    sample_rate : float
        In Hz, from 8,000 to 384,000: what settings and sections are played at.
    n_words : int, default 5
        How many words to return at most.
    freq_hz : array_like, shape (n_freqs,), optional
        Where a curve is given. Default: the model's grid.
    include_personal : bool, default False
        Offer all words, also those of one person or of people who do not agree.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    tuple of NamedWord
        Nearest first. Empty for a flat equalizer, and where no word points the same way.

    Raises
    ------
    ParameterError
        If `eq` is none of these, or not finite.

    Examples
    --------
    >>> from semeq import morph
    >>> best = name_eq(morph("warm", "warm"), sample_rate=44_100)[0]
    >>> best.term, round(best.amount, 2), round(best.distance_db, 2)
    ('warm', 1.0, 0.0)
    """
    n_words = check_count("n_words", n_words)
    loaded = load_model(model)
    curve = curve_of(eq, freq_hz, sample_rate=sample_rate)
    return _nearest(loaded, curve, n_words, include_personal=include_personal, without=None)


def neighbors(
    word: str, *, n_words: int = 5, include_personal: bool = False, model: ModelLike = None
) -> tuple[NamedWord, ...]:
    """Return the words whose curves are nearest to a word's: its synonyms by ear.

    Only words that :func:`name_eq` would say.

    Parameters
    ----------
    word : str
        A word of the vocabulary.
    n_words, include_personal, model : optional
        As in :func:`name_eq`.

    Returns
    -------
    tuple of NamedWord
        The nearest first; the word itself is left out.

    Raises
    ------
    UnknownTermError
        If the word is not in the vocabulary.

    Examples
    --------
    >>> "warm" in {near.term for near in neighbors("warm", n_words=50)}
    False
    """
    n_words = check_count("n_words", n_words)
    loaded = load_model(model)
    index = loaded.vocabulary.index(word)
    curve = loaded.term_curves_db[index]
    return _nearest(loaded, curve, n_words, include_personal=include_personal, without=index)


def _nearest(
    model: Model,
    curve: Float64Array,
    n_words: int,
    *,
    include_personal: bool,
    without: int | None,
) -> tuple[NamedWord, ...]:
    check_flag("include_personal", include_personal)
    shape = level_free(curve)
    if rms_db(shape) < FLAT_DB:
        return ()
    shapes = level_free(model.term_curves_db)
    power = np.maximum(np.square(shapes).sum(axis=1), 1e-12)
    along = shapes @ shape
    amounts = np.clip(along / power, 0.0, MAX_AMOUNT)
    distances = rms_db(shape - amounts[:, np.newaxis] * shapes)
    correlations = along / np.sqrt(power * np.square(shape).sum())
    offered = [
        i
        for i in np.argsort(distances, kind="stable").tolist()
        if i != without and amounts[i] > 0 and (include_personal or model.vocabulary[i].is_spoken)
    ]
    return tuple(
        NamedWord(
            model.vocabulary[i].term,
            float(distances[i]),
            float(amounts[i]),
            float(correlations[i]),
        )
        for i in offered[:n_words]
    )
