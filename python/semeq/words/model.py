"""A model: words in, equalizer settings out."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Literal, overload

import numpy as np
import numpy.typing as npt

from semeq import _core
from semeq._libtorch import load_infer
from semeq.checks import check_array, check_freqs, check_number, check_sample_rate
from semeq.eq.design import Design, check_design
from semeq.eq.explain import explain
from semeq.eq.params import GAIN_COLUMNS, N_PARAMS, PARAM_NAMES
from semeq.eq.response import GRID_HZ, MODEL_SAMPLE_RATE, model_curves_db
from semeq.eq.settings import EqSettings, settings_from_bounded
from semeq.errors import ModelLoadError, ParameterError
from semeq.words import artifact
from semeq.words.constraints import Constrained, Constraint, project
from semeq.words.expression import parse_blend
from semeq.words.refine import refine_latents
from semeq.words.vocabulary import TermInfo, Vocabulary
from semeq.words.walking import load_walker

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

Output = Literal["params", "sos", "curve_db"]

KIND = "settings-autoencoder"
MIN_AMOUNT, MAX_AMOUNT = -1.0, 2.0
MIN_EXTRAPOLATED, MAX_EXTRAPOLATED = -1.0, 2.0
MAX_BLEND_WEIGHT = 10.0

SAME_NETWORK = 1e-3
"""Two float32 evaluations of one network differ by rounding alone, two networks by more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(TermInfo):
    """A :class:`TermInfo` together with the settings at the word's point."""

    settings: EqSettings

    def __repr__(self) -> str:
        said = explain(self.settings, sample_rate=MODEL_SAMPLE_RATE)
        return f"Term({self.term!r}, {self.evidence}; {said})"


class Model:
    """One settings autoencoder with its vocabulary.

    The metadata are read at once, the points of the words and the decoder with the first walk,
    libtorch and the other networks when something is to be encoded. Methods may be called from
    several threads.

    Parameters
    ----------
    path : path-like
        An artifact file. :func:`semeq.load_model` also knows the shipped ones by name.

    Raises
    ------
    ModelLoadError
        If the file is not an artifact this version can read.

    Examples
    --------
    >>> from semeq.words.loading import load_model
    >>> model = load_model()
    >>> model.morph("warm", "bright", 0.3).bands[0].kind
    'low_shelf'
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.metadata: dict[str, Any] = artifact.read_metadata(path)
        if self.metadata["kind"] != KIND:
            raise ModelLoadError(
                f"{path} holds a {self.metadata['kind']!r} model, expected {KIND!r}"
            )
        if tuple(self.metadata["param_names"]) != PARAM_NAMES:
            raise ModelLoadError(
                f"{path} decodes {self.metadata['param_names']}, expected {list(PARAM_NAMES)}"
            )
        self.vocabulary = Vocabulary(self.metadata["terms"])

    def __repr__(self) -> str:
        return f"Model({str(self.path)!r}, {len(self.vocabulary)} terms)"

    @cached_property
    def bounds(self) -> Float64Array:
        """Lowest and highest value of each param, shape ``(13, 2)``."""
        return np.array(self.metadata["bounds"], dtype=np.float64)

    @cached_property
    def term_latents(self) -> Float32Array:
        """Points of all terms, shape ``(n_terms, latent_dim)``, read-only."""
        points = self._walker.term_latents
        points.flags.writeable = False
        return points

    @cached_property
    def _walker(self) -> _core.Walker:
        return load_walker(self.path, len(self.vocabulary), self._decode_by_script)

    def _decode_by_script(self, latents: Float32Array) -> Float32Array:
        params: Float32Array = self._script.decode(latents)  # loads libtorch the first time
        return params

    @cached_property
    def _script(self) -> Any:
        infer = load_infer()
        try:
            return infer.Engine(str(self.path))
        except (infer.LoadError, UnicodeDecodeError) as error:
            raise ModelLoadError(f"{self.path} is not a semeq artifact: {error}") from error

    @cached_property
    def _engine(self) -> Any:
        scripted = self._script.decode(self.term_latents)
        native = self._walker.decode(self.term_latents)
        if not np.allclose(scripted, native, rtol=SAME_NETWORK, atol=SAME_NETWORK):
            raise ModelLoadError(f"{self.path}: its script does not decode as its weights do")
        return self._script

    @cached_property
    def term_curves_db(self) -> Float64Array:
        """Curves of all terms on the model's grid, shape ``(n_terms, 128)``, read-only."""
        curves = model_curves_db(self.decode(self.term_latents))
        curves.flags.writeable = False
        return curves

    def term(self, word: str) -> Term:
        """Return what the model knows of a word, with the settings at its point.

        Raises
        ------
        UnknownTermError
            If the word is not in the vocabulary.
        """
        index, amount = self.vocabulary.find(word)
        settings = settings_from_bounded(self._walker.walk_one(index, index, 0.0, amount))
        info = self.vocabulary[index]
        known = {field.name: getattr(info, field.name) for field in fields(TermInfo)}
        return Term(**known, settings=settings)

    def encode(self, params: npt.ArrayLike, *, refine: bool = False) -> Float32Array:
        """Map *params* to latents.

        Parameters
        ----------
        params : array_like, shape (n, 13)
            Gains in dB, frequencies in Hz, Q; SAFE order.
        refine : bool, default False
            Go on from the encoder's answer with a few Gauss-Newton steps, until the latent
            decodes to the curve of `params` as closely as the decoder can
            (:mod:`semeq.words.refine`). Never farther from that curve than the plain answer; takes
            about 1 ms a row instead of a few microseconds. For settings unlike those a model
            has seen, and for models with few latent dimensions.

        Returns
        -------
        ndarray of float32, shape (n, 32)

        Raises
        ------
        ParameterError
            If the shape differs, a value is not finite, or, with `refine`, a frequency or Q is
            not > 0.

        Examples
        --------
        >>> from semeq.words.loading import load_model
        >>> model = load_model()
        >>> warm = model.morph("warm", "warm").params
        >>> latent = model.encode([warm], refine=True)
        >>> error_db = EqSettings.from_params(model.decode(latent)[0]).curve_db(sample_rate=44_100)
        >>> error_db -= EqSettings.from_params(warm).curve_db(sample_rate=44_100)
        >>> bool(abs(error_db).max() < 0.01)
        True
        """
        rows = _rows(params, N_PARAMS, "params")
        latents: Float32Array = self._engine.encode(rows)
        return refine_latents(self.decode, latents, rows.astype(np.float64)) if refine else latents

    def decode(self, latents: npt.ArrayLike) -> Float64Array:
        """Map latents, shape (n, 32), to *params* within :attr:`bounds`, shape (n, 13).

        Raises
        ------
        ParameterError
            If the shape differs or a value is not finite.
        """
        rows = _rows(latents, self.term_latents.shape[1], "latents")
        return self._walker.decode(rows).astype(np.float64)

    def embed(self, latents: npt.ArrayLike) -> Float32Array:
        """Map latents, shape (n, 32), to the embedding the contrastive loss saw.

        Raises
        ------
        ParameterError
            If the shape differs or a value is not finite.
        """
        rows = _rows(latents, self.term_latents.shape[1], "latents")
        embedding: Float32Array = self._engine.embed(rows)
        return embedding

    @overload
    def morph(
        self,
        term_a: str,
        term_b: str,
        alpha: float = 0.5,
        *,
        amount: float = 1.0,
        extrapolate: bool = False,
        constraints: None = None,
    ) -> EqSettings: ...

    @overload
    def morph(
        self,
        term_a: str,
        term_b: str,
        alpha: float = 0.5,
        *,
        amount: float = 1.0,
        extrapolate: bool = False,
        constraints: Sequence[Constraint],
    ) -> Constrained: ...

    def morph(
        self,
        term_a: str,
        term_b: str,
        alpha: float = 0.5,
        *,
        amount: float = 1.0,
        extrapolate: bool = False,
        constraints: Sequence[Constraint] | None = None,
    ) -> EqSettings | Constrained:
        """Return one point of the walk from `term_a` to `term_b`.

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
        constraints : sequence of Constraint, optional
            Limits on the curve from :mod:`semeq.words.constraints`.

        Returns
        -------
        EqSettings or Constrained
            Five bands, always within :attr:`bounds`. With `constraints`, a
            :class:`semeq.words.constraints.Constrained` that has such settings and says what
            remains violated.

        Raises
        ------
        UnknownTermError
            If a word is not in the vocabulary.
        ParameterError
            If `alpha` or `amount` is not a number in its range.
        """
        (start, amount_a), (end, amount_b) = map(self.vocabulary.use, (term_a, term_b))
        try:
            alpha = check_number("alpha", alpha, *_alpha_range(extrapolate))
        except ParameterError as error:
            raise _with_hint(error, extrapolate) from None
        amount = check_number("amount", amount, MIN_AMOUNT, MAX_AMOUNT)
        if not amount_a == amount_b == 1.0:
            amount = _scaled(amount, alpha, amount_a, amount_b).item()
        if constraints is not None:
            latents = self.term_latents.astype(np.float64)
            latent = latents[start] * (1 - alpha) + latents[end] * alpha
            return project(partial(self._decode_scaled, amount), latent, constraints)
        return settings_from_bounded(self._walker.walk_one(start, end, alpha, amount))

    def morph_batch(
        self,
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
    ) -> Float64Array:
        """Return many points of walks between terms, in one native call.

        Parameters
        ----------
        terms_a, terms_b : str or sequence of str
            Words of the vocabulary, broadcast with `alphas` as NumPy does.
        alphas, amount : array_like of float
            As in :meth:`morph`.
        extrapolate : bool, default False
            As in :meth:`morph`.
        output : {"params", "sos", "curve_db"}, default "params"
            What to return of each point.
        sample_rate : float, default 44100
            In Hz, for sections and curves.
        design : {"rbj", "matched"}, default "rbj"
            How bands near Nyquist behave, for sections and curves.
        freq_hz : array_like, shape (n_freqs,)
            Where curves are evaluated. Default: the model's grid.

        Returns
        -------
        ndarray of float64
            *Params* within :attr:`bounds`, shape ``(..., 13)``; sections, shape
            ``(..., 5, 6)``; or curves in dB, shape ``(..., n_freqs)``.

        Raises
        ------
        UnknownTermError
            If a word is not in the vocabulary.
        ParameterError
            If a value is not a number in its range, or the shapes do not broadcast.

        Examples
        --------
        >>> from semeq.words.loading import load_model
        >>> model = load_model()
        >>> model.morph_batch("warm", "bright", [0.0, 0.5, 1.0]).shape
        (3, 13)
        >>> model.morph_batch(["warm", "airy"], "bright", 0.5, output="curve_db").shape
        (2, 128)
        """
        try:
            alpha = check_array("alphas", alphas, *_alpha_range(extrapolate))
        except ParameterError as error:
            raise _with_hint(error, extrapolate) from None
        rows_a, amounts_a = self._indices(terms_a)
        rows_b, amounts_b = self._indices(terms_b)
        amounts = check_array("amount", amount, MIN_AMOUNT, MAX_AMOUNT)
        given = (rows_a, rows_b, alpha, amounts)
        try:
            broadcast = np.broadcast_arrays(*given)
        except ValueError as error:
            shapes = ", ".join(str(column.shape) for column in given)
            raise ParameterError(
                f"terms_a, terms_b, alphas and amount must broadcast to one shape, got {shapes}"
            ) from error
        if not (amounts_a == 1.0).all() or not (amounts_b == 1.0).all():
            scaled = _scaled(broadcast[3], broadcast[2], amounts_a, amounts_b)
            broadcast = (*broadcast[:3], scaled)
        start, end, alpha, amounts = (np.ascontiguousarray(each).ravel() for each in broadcast)
        rows: npt.NDArray[Any]
        if output == "params":
            rows = self._walker.walk(start, end, alpha, amounts).astype(np.float64)
        else:
            rate = check_sample_rate(sample_rate)
            if output == "sos":
                rows = self._walker.walk_sos(start, end, alpha, amounts, rate, check_design(design))
            elif output == "curve_db":
                freqs = check_freqs(freq_hz, rate)
                rows = self._walker.walk_curves_db(
                    start, end, alpha, amounts, rate, check_design(design), freqs
                )
            else:
                raise ParameterError(
                    f"output must be 'params', 'sos' or 'curve_db', got {output!r}"
                )
        return rows.reshape(broadcast[0].shape + rows.shape[1:])

    def blend(self, blend: str | Mapping[str, float], *, amount: float = 1.0) -> EqSettings:
        """Return the settings of a weighted sum of words.

        Each word pulls the flat equalizer toward its point by its weight, or away from it
        where the weight is negative; ``{"warm": 1}`` is *warm* itself.

        Parameters
        ----------
        blend : str or mapping of str to float
            ``"warm + 0.5*airy - muddy"``, or ``{"warm": 1, "airy": 0.5, "muddy": -1}``.
        amount : float, default 1.0
            As in :meth:`morph`.

        Returns
        -------
        EqSettings
            Five bands, always within :attr:`bounds`.

        Raises
        ------
        UnknownTermError
            If a word is not in the vocabulary.
        ParameterError
            If the expression cannot be read, or a number is out of range.
        """
        weights = np.zeros((1, len(self.vocabulary)), dtype=np.float32)
        for word, weight in parse_blend(blend).items():
            index, asked = self.vocabulary.use(word)
            limit = MAX_BLEND_WEIGHT
            weights[0, index] += asked * check_number(
                f"the weight of {word!r}", weight, -limit, limit
            )
        scale = np.array([check_number("amount", amount, MIN_AMOUNT, MAX_AMOUNT)], np.float32)
        return settings_from_bounded(self._walker.blend(weights, scale)[0].tolist())

    def _decode_scaled(self, amount: float, latents: Float64Array) -> Float64Array:
        params = self.decode(latents)
        gains = list(GAIN_COLUMNS)
        low, high = self.bounds[gains].T
        params[:, gains] = np.clip(amount * params[:, gains], low, high)
        return params

    def _indices(
        self, terms: str | Sequence[str]
    ) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
        """Return the row of each word, and how much of it is asked for, in the shape given."""
        words = np.asarray(terms, dtype=object)
        found = [self.vocabulary.use(word) for word in words.ravel()]
        rows, amounts = zip(*found, strict=True) if found else ((), ())
        return (
            np.array(rows, dtype=np.int64).reshape(words.shape),
            np.array(amounts, dtype=np.float64).reshape(words.shape),
        )


def _scaled(
    amount: npt.ArrayLike, alpha: npt.ArrayLike, amount_a: npt.ArrayLike, amount_b: npt.ArrayLike
) -> Float32Array:
    """Scale amounts by those the words ask for, which change evenly along the walk."""
    asked = np.asarray(amount_a) * (1.0 - np.asarray(alpha)) + np.asarray(amount_b) * alpha
    return np.clip(amount * asked, MIN_AMOUNT, MAX_AMOUNT).astype(np.float32)


def _rows(values: npt.ArrayLike, n_columns: int, name: str) -> Float32Array:
    rows = np.ascontiguousarray(values, dtype=np.float32)
    if rows.ndim != 2 or rows.shape[1] != n_columns:
        raise ParameterError(f"{name} must have shape (n, {n_columns}), got {rows.shape}")
    if not np.isfinite(rows).all():
        raise ParameterError(f"{name} must be finite, got {rows[~np.isfinite(rows)][0]}")
    return rows


def _alpha_range(extrapolate: bool) -> tuple[float, float]:
    return (MIN_EXTRAPOLATED, MAX_EXTRAPOLATED) if extrapolate else (0.0, 1.0)


def _with_hint(error: ParameterError, extrapolate: bool) -> ParameterError:
    hint = "" if extrapolate else " (use extrapolate=True to go beyond the two terms)"
    return ParameterError(f"{error}{hint}")
