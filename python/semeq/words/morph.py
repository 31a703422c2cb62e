"""Walks between two words: settings at one point, or arrays for many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from semeq.checks import (
    check_array,
    check_choice,
    check_flag,
    check_freqs,
    check_number,
    check_sample_rate,
)
from semeq.eq.design import Design, check_design
from semeq.eq.response import GRID_HZ
from semeq.eq.settings import EqSettings, settings_from_bounded
from semeq.errors import ParameterError
from semeq.words.amount import MAX_AMOUNT, MIN_AMOUNT, check_amount, combine_amounts
from semeq.words.model import ModelLike, load_model
from semeq.words.people.hand import Hand
from semeq.words.people.personal import personal_model
from semeq.words.vocabulary import Vocabulary

Output = Literal["params", "sos", "curve_db"]

MIN_EXTRAPOLATED, MAX_EXTRAPOLATED = -1.0, 2.0


def morph(
    term_a: str,
    term_b: str,
    alpha: float = 0.5,
    *,
    amount: float = 1.0,
    extrapolate: bool = False,
    hand: Hand | None = None,
    model: ModelLike = None,
) -> EqSettings:
    """Return the settings at one point of the walk from `term_a` to `term_b`.

    :func:`semeq.words.constrained_morph.constrained_morph` does the same within limits on the
    curve.

    Parameters
    ----------
    term_a, term_b : str
        Words of the vocabulary.
    alpha : float, default 0.5
        Place on the walk in [0, 1]; 0 gives exactly `term_a`, 1 exactly `term_b`.
    amount : float, default 1.0
        Scales the gains, in [-1, 2]: 0 is an exact bypass, -1 the inverse equalizer.
        Gains stop at the model's bounds (±12 dB).
    extrapolate : bool, default False
        Allow `alpha` in [-1, 2], beyond the two terms.
    hand : Hand, optional
        What is known of a person; their words take the place of everybody's.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    EqSettings
        Five bands, always within :attr:`semeq.Model.bounds`.

    Raises
    ------
    UnknownTermError
        If a word is not in the vocabulary; the message names the nearest ones.
    ParameterError
        If `alpha` or `amount` is not a number in its range.

    Examples
    --------
    >>> from semeq import term
    >>> morph("warm", "bright", 0.0) == term("warm").settings
    True
    """
    loaded = personal_model(load_model(model), hand, (term_a, term_b))
    start, end, alpha, amount = walk_point(
        loaded.vocabulary, term_a, term_b, alpha, amount, extrapolate=extrapolate
    )
    return settings_from_bounded(loaded.network.walker.walk_one(start, end, alpha, amount))


def morph_batch(
    terms_a: str | Sequence[str],
    terms_b: str | Sequence[str],
    alphas: npt.ArrayLike,
    *,
    amount: npt.ArrayLike = 1.0,
    extrapolate: bool = False,
    output: Output = "params",
    sample_rate: float | None = None,
    design: Design = "rbj",
    freq_hz: npt.ArrayLike | None = None,
    hand: Hand | None = None,
    model: ModelLike = None,
) -> npt.NDArray[np.float64]:
    """Return many points of walks between terms, in one native call.

    Parameters
    ----------
    terms_a, terms_b : str or sequence of str
        Words of the vocabulary, broadcast with `alphas` as NumPy does.
    alphas, amount : array_like of float
        As in :func:`morph`.
    extrapolate : bool, default False
        As in :func:`morph`.
    output : {"params", "sos", "curve_db"}, default "params"
        What to return of each point.
    sample_rate : float
        In Hz, needed for sections and curves; *params* have none.
    design : {"rbj", "matched"}, default "rbj"
        How bands near Nyquist behave, for sections and curves.
    freq_hz : array_like, shape (n_freqs,), optional
        Where curves are evaluated. Default: the model's grid.
    hand : Hand, optional
        What is known of a person; their words take the place of everybody's.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Returns
    -------
    ndarray of float64
        *Params* within :attr:`semeq.Model.bounds`, shape ``(..., 13)``; sections, shape
        ``(..., 5, 6)``; or curves in dB, shape ``(..., n_freqs)``.

    Raises
    ------
    UnknownTermError
        If a word is not in the vocabulary.
    ParameterError
        If a value is not a number in its range, the shapes do not broadcast, or `sample_rate`
        is missing.

    Examples
    --------
    >>> morph_batch("warm", "bright", [0.0, 0.5, 1.0]).shape
    (3, 13)
    >>> morph_batch(["warm", "airy"], "bright", 0.5, output="sos", sample_rate=48_000).shape
    (2, 5, 6)
    """
    check_choice("output", output, get_args(Output))
    loaded = load_model(model)
    if hand is not None:
        loaded = personal_model(loaded, hand, _words(terms_a, terms_b))
    start, end, alpha, scale = _broadcast(
        loaded.vocabulary, terms_a, terms_b, alphas, amount, extrapolate=extrapolate
    )
    shape, walker = alpha.shape, loaded.network.walker
    start, end, alpha, scale = (
        np.ascontiguousarray(each).ravel() for each in (start, end, alpha, scale)
    )
    rows: npt.NDArray[Any]
    if output == "params":
        rows = walker.walk(start, end, alpha, scale).astype(np.float64)
    else:
        if sample_rate is None:
            raise ParameterError(f"output={output!r} needs sample_rate in Hz, such as 44100")
        rate, checked = check_sample_rate(sample_rate), check_design(design)
        if output == "sos":
            rows = walker.walk_sos(start, end, alpha, scale, rate, checked)
        else:
            freqs = check_freqs(GRID_HZ if freq_hz is None else freq_hz, rate)
            rows = walker.walk_curves_db(start, end, alpha, scale, rate, checked, freqs)
    return rows.reshape(shape + rows.shape[1:])


def walk_point(
    vocabulary: Vocabulary,
    term_a: str,
    term_b: str,
    alpha: float,
    amount: float,
    *,
    extrapolate: bool,
) -> tuple[int, int, float, float]:
    """Return the rows of two words in the term table, alpha and amount, as a walker takes them.

    Raises
    ------
    UnknownTermError, ParameterError
        As :func:`morph`.
    """
    start, amount_a = vocabulary.use(term_a)
    end, amount_b = vocabulary.use(term_b)
    limits = _alpha_range(extrapolate)
    try:
        alpha = check_number("alpha", alpha, *limits)
    except ParameterError as error:
        raise _with_hint(error, extrapolate) from None
    amount = check_amount(amount)
    if not amount_a == amount_b == 1.0:
        amount = combine_amounts(amount, alpha, amount_a, amount_b).item()
    return start, end, alpha, amount


def _broadcast(
    vocabulary: Vocabulary,
    terms_a: str | Sequence[str],
    terms_b: str | Sequence[str],
    alphas: npt.ArrayLike,
    amount: npt.ArrayLike,
    *,
    extrapolate: bool,
) -> tuple[npt.NDArray[Any], ...]:
    """Return rows of the words, alphas and amounts, all of one shape."""
    limits = _alpha_range(extrapolate)
    try:
        alpha = check_array("alphas", alphas, *limits)
    except ParameterError as error:
        raise _with_hint(error, extrapolate) from None
    rows_a, amounts_a = _rows_of(vocabulary, terms_a)
    rows_b, amounts_b = _rows_of(vocabulary, terms_b)
    given = (rows_a, rows_b, alpha, check_array("amount", amount, MIN_AMOUNT, MAX_AMOUNT))
    try:
        start, end, alpha, amounts = np.broadcast_arrays(*given)
    except ValueError as error:
        shapes = ", ".join(str(column.shape) for column in given)
        raise ParameterError(
            f"terms_a, terms_b, alphas and amount must broadcast to one shape, got {shapes}"
        ) from error
    if not (amounts_a == 1.0).all() or not (amounts_b == 1.0).all():
        amounts = combine_amounts(amounts, alpha, amounts_a, amounts_b)
    return start, end, alpha, amounts


def _words(*terms: str | Sequence[str]) -> list[str]:
    """Return all words that are named, each once; what is no word is refused later."""
    given = [each for named in terms for each in np.asarray(named, dtype=object).ravel().tolist()]
    return list(dict.fromkeys(each for each in given if isinstance(each, str)))


def _rows_of(
    vocabulary: Vocabulary, terms: str | Sequence[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Return the row of each word and the amount that it says, in the shape given."""
    words = np.asarray(terms, dtype=object)
    found = [vocabulary.use(word) for word in words.ravel()]
    rows, amounts = zip(*found, strict=True) if found else ((), ())
    return (
        np.array(rows, dtype=np.int64).reshape(words.shape),
        np.array(amounts, dtype=np.float64).reshape(words.shape),
    )


def _alpha_range(extrapolate: bool) -> tuple[float, float]:
    beyond = check_flag("extrapolate", extrapolate)
    return (MIN_EXTRAPOLATED, MAX_EXTRAPOLATED) if beyond else (0.0, 1.0)


def _with_hint(error: ParameterError, extrapolate: bool) -> ParameterError:
    hint = "" if extrapolate else " (use extrapolate=True to go beyond the two terms)"
    return ParameterError(f"{error}{hint}")
