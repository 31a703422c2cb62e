"""Words to settings with one call, using the default model unless told otherwise."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TypeAlias, overload

import numpy as np
import numpy.typing as npt

from semeq.eq.design import Design
from semeq.eq.response import GRID_HZ
from semeq.eq.settings import EqSettings
from semeq.words.constraints import Constrained, Constraint
from semeq.words.loading import load_model
from semeq.words.lookup import check_language
from semeq.words.model import Model, Output, Term
from semeq.words.vocabulary import TermInfo

ModelLike: TypeAlias = Model | str | os.PathLike[str] | None


def terms(
    *, language: str | None = None, include_private: bool = False, model: ModelLike = None
) -> tuple[TermInfo, ...]:
    """Return the terms of a model with their evidence, best supported first.

    Parameters
    ----------
    language : {"en", "es"}, optional
        Only the words of one language.
    include_private : bool, default False
        Also return words that rest on one person. They are not offered otherwise, but work
        where they are typed.
    model : Model, str or path-like, optional
        Default: the shipped model.

    Examples
    --------
    >>> {"warm", "bright"} <= {info.term for info in terms()}
    True
    """
    check_language(language)
    offered = [
        info
        for info in load_model(model).vocabulary
        if (include_private or not info.is_private) and language in {None, info.language}
    ]
    return tuple(sorted(offered, key=lambda info: (-info.n_examples, info.term)))


def term(word: str, *, model: ModelLike = None) -> Term:
    """Return one term: its evidence and the settings at its point.

    Raises
    ------
    UnknownTermError
        If the word is not in the vocabulary; the message names the nearest ones.

    Examples
    --------
    >>> term("warm").settings.curve_db([100.0], sample_rate=44_100).item() > 0
    True
    """
    return load_model(model).term(word)


@overload
def morph(
    term_a: str,
    term_b: str,
    alpha: float = 0.5,
    *,
    amount: float = 1.0,
    extrapolate: bool = False,
    constraints: None = None,
    model: ModelLike = None,
) -> EqSettings: ...


@overload
def morph(
    term_a: str,
    term_b: str,
    alpha: float = 0.5,
    *,
    amount: float = 1.0,
    extrapolate: bool = False,
    constraints: Sequence[Constraint],
    model: ModelLike = None,
) -> Constrained: ...


def morph(
    term_a: str,
    term_b: str,
    alpha: float = 0.5,
    *,
    amount: float = 1.0,
    extrapolate: bool = False,
    constraints: Sequence[Constraint] | None = None,
    model: ModelLike = None,
) -> EqSettings | Constrained:
    """Return the settings at one point of the walk from `term_a` to `term_b`.

    See :meth:`semeq.Model.morph` for the parameters and errors.

    Examples
    --------
    >>> morph("warm", "bright", 0.0) == term("warm").settings
    True
    """
    loaded = load_model(model)
    if constraints is None:
        return loaded.morph(term_a, term_b, alpha, amount=amount, extrapolate=extrapolate)
    return loaded.morph(
        term_a, term_b, alpha, amount=amount, extrapolate=extrapolate, constraints=constraints
    )


def morph_batch(
    terms_a: str | Sequence[str],
    terms_b: str | Sequence[str],
    alphas: npt.ArrayLike,
    *,
    amount: npt.ArrayLike = 1.0,
    extrapolate: bool = False,
    output: Output = "params",
    sample_rate: float = 44_100,
    design: Design = "rbj",
    freq_hz: npt.ArrayLike = GRID_HZ,
    model: ModelLike = None,
) -> npt.NDArray[np.float64]:
    """Return many points of walks between terms: *params*, sections or curves.

    See :meth:`semeq.Model.morph_batch` for the parameters and errors.

    Examples
    --------
    >>> morph_batch(["warm", "bright"], "warm", 0.5).shape
    (2, 13)
    >>> morph_batch("warm", "bright", 0.5, output="sos", sample_rate=48_000).shape
    (5, 6)
    """
    return load_model(model).morph_batch(
        terms_a,
        terms_b,
        alphas,
        amount=amount,
        extrapolate=extrapolate,
        output=output,
        sample_rate=sample_rate,
        design=design,
        freq_hz=freq_hz,
    )


def blend(
    words: str | Mapping[str, float], *, amount: float = 1.0, model: ModelLike = None
) -> EqSettings:
    """Return the settings of a weighted sum of words.

    See :meth:`semeq.Model.blend` for the parameters and errors.

    Examples
    --------
    >>> blend("warm + 0.5*airy - muddy") == blend({"warm": 1, "airy": 0.5, "muddy": -1})
    True
    """
    return load_model(model).blend(words, amount=amount)
