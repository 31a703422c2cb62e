"""A model: words in, equalizer settings out."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq import artefact
from semeq._libtorch import load_infer
from semeq.errors import ModelLoadError, ParameterError
from semeq.ranges import check_array, check_number
from semeq.settings import PARAM_NAMES, EqSettings
from semeq.vocabulary import TermInfo, Vocabulary

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]

KIND = "settings-autoencoder"
MIN_AMOUNT, MAX_AMOUNT = -1.0, 2.0


@dataclass(frozen=True, slots=True)
class Term(TermInfo):
    """A :class:`TermInfo` together with the settings at the word's point."""

    settings: EqSettings


class Model:
    """One settings autoencoder with its vocabulary.

    The metadata are read at once; libtorch and the network are loaded when first needed.
    Methods may be called from several threads.

    Parameters
    ----------
    path : path-like
        An artefact file. :func:`load_model` also knows the shipped ones by name.

    Raises
    ------
    ModelLoadError
        If the file is not an artefact this version can read.

    Examples
    --------
    >>> model = load_model()
    >>> model.morph("warm", "bright", 0.3).bands[0].kind
    'low_shelf'
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(path)
        self.metadata: dict[str, Any] = artefact.read_metadata(path)
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
    def _engine(self) -> Any:
        infer = load_infer()
        try:
            engine = infer.Engine(str(self.path))
            names = engine.terms
        except (infer.LoadError, UnicodeDecodeError) as error:
            raise ModelLoadError(f"{self.path} is not a semeq artefact: {error}") from error
        if names != [info.term for info in self.vocabulary]:
            raise ModelLoadError(f"{self.path}: its metadata do not describe its network")
        return engine

    def term(self, word: str) -> Term:
        """Return what the model knows of a word, with the settings at its point.

        Raises
        ------
        UnknownTermError
            If the word is not in the vocabulary.
        """
        info = self.vocabulary[self.vocabulary.index(word)]
        return Term(**asdict(info), settings=self.morph(word, word, 0.0))

    def encode(self, params: npt.ArrayLike) -> Float32Array:
        """Map *params* to latents.

        Parameters
        ----------
        params : array_like, shape (n, 13)
            Gains in dB, frequencies in Hz, Q; SAFE order.

        Returns
        -------
        ndarray of float32, shape (n, 32)

        Raises
        ------
        ParameterError
            If the shape differs or a value is not finite.
        """
        rows = _rows(params, len(PARAM_NAMES), "params")
        latents: Float32Array = self._engine.encode(rows)
        return latents

    def decode(self, latents: npt.ArrayLike) -> Float64Array:
        """Map latents, shape (n, 32), to *params* within :attr:`bounds`, shape (n, 13).

        Raises
        ------
        ParameterError
            If the shape differs or a value is not finite.
        """
        rows = _rows(latents, self._engine.latent_dim, "latents")
        params: Float32Array = self._engine.decode(rows)
        return params.astype(np.float64)

    def embed(self, latents: npt.ArrayLike) -> Float32Array:
        """Map latents, shape (n, 32), to the embedding the contrastive loss saw.

        Raises
        ------
        ParameterError
            If the shape differs or a value is not finite.
        """
        rows = _rows(latents, self._engine.latent_dim, "latents")
        embedding: Float32Array = self._engine.embed(rows)
        return embedding

    def morph(
        self, term_a: str, term_b: str, alpha: float = 0.5, *, amount: float = 1.0
    ) -> EqSettings:
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

        Returns
        -------
        EqSettings
            Five bands.

        Raises
        ------
        UnknownTermError
            If a word is not in the vocabulary.
        ParameterError
            If `alpha` or `amount` is not a number in its range.
        """
        start, end = self.vocabulary.index(term_a), self.vocabulary.index(term_b)
        alpha = check_number("alpha", alpha, 0.0, 1.0)
        amount = check_number("amount", amount, MIN_AMOUNT, MAX_AMOUNT)
        return EqSettings.from_params(self._engine.walk_one(start, end, alpha, amount))

    def morph_batch(
        self,
        terms_a: str | Sequence[str],
        terms_b: str | Sequence[str],
        alphas: npt.ArrayLike,
        *,
        amount: npt.ArrayLike = 1.0,
    ) -> Float64Array:
        """Return many points of walks between terms, as *params*.

        Parameters
        ----------
        terms_a, terms_b : str or sequence of str
            Words of the vocabulary, broadcast with `alphas` as NumPy does.
        alphas, amount : array_like of float
            As in :meth:`morph`.

        Returns
        -------
        ndarray of float64, shape (..., 13)
            Always within :attr:`bounds`.

        Raises
        ------
        UnknownTermError
            If a word is not in the vocabulary.
        ParameterError
            If a value is not a number in its range, or the shapes do not broadcast.

        Examples
        --------
        >>> load_model().morph_batch("warm", "bright", [0.0, 0.5, 1.0]).shape
        (3, 13)
        """
        given = (
            self._indices(terms_a),
            self._indices(terms_b),
            check_array("alphas", alphas, 0.0, 1.0),
            check_array("amount", amount, MIN_AMOUNT, MAX_AMOUNT),
        )
        try:
            columns = np.broadcast_arrays(*given)
        except ValueError as error:
            shapes = ", ".join(str(column.shape) for column in given)
            raise ParameterError(
                f"terms_a, terms_b, alphas and amount must broadcast to one shape, got {shapes}"
            ) from error
        rows = self._engine.walk(*(np.ascontiguousarray(column).ravel() for column in columns))
        params: Float64Array = rows.astype(np.float64).reshape(*columns[0].shape, -1)
        return params

    def _indices(self, terms: str | Sequence[str]) -> npt.NDArray[np.int64]:
        if isinstance(terms, str):
            return np.array(self.vocabulary.index(terms), dtype=np.int64)
        words = np.asarray(terms, dtype=object)
        flat = [self.vocabulary.index(word) for word in words.ravel()]
        return np.array(flat, dtype=np.int64).reshape(words.shape)


def _rows(values: npt.ArrayLike, n_columns: int, name: str) -> Float32Array:
    rows = np.ascontiguousarray(values, dtype=np.float32)
    if rows.ndim != 2 or rows.shape[1] != n_columns:
        raise ParameterError(f"{name} must have shape (n, {n_columns}), got {rows.shape}")
    if not np.isfinite(rows).all():
        raise ParameterError(f"{name} must be finite, got {rows[~np.isfinite(rows)][0]}")
    return rows


def load_model(model: Model | str | os.PathLike[str] | None = None) -> Model:
    """Return a model by shipped name or path; the default one without an argument.

    A file is read once per process; a changed file is read again.

    Parameters
    ----------
    model : Model, str or path-like, optional
        A :class:`Model` is returned as it is.

    Raises
    ------
    ModelLoadError
        If there is no such artefact, or this version cannot read it.

    Examples
    --------
    >>> load_model() is load_model()
    True
    """
    if isinstance(model, Model):
        return model
    if model is not None and not isinstance(model, str | os.PathLike):
        raise ParameterError(f"model must be a name, a path or a semeq.Model, got {model!r}")
    path = _resolve(os.fspath(model) if model is not None else None)
    return _cached(path, path.stat().st_mtime_ns)


@lru_cache
def _resolve_shipped(name: str | None) -> Path:
    return artefact.resolve(name)


def _resolve(name: str | None) -> Path:
    # The SHA-256 of a shipped file is checked once per process, not once per call.
    if name is None or name in artefact.shipped_models():
        return _resolve_shipped(name)
    return artefact.resolve(name).resolve()


@lru_cache(maxsize=8)
def _cached(path: Path, _mtime_ns: int) -> Model:
    return Model(path)
