"""A model: its vocabulary and its network."""

from __future__ import annotations

import os
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from semeq.checks import check_array, check_count, check_flag, check_path
from semeq.eq.params import LOG_COLUMNS, N_PARAMS
from semeq.eq.response import model_curves_db
from semeq.errors import ModelLoadError, ParameterError
from semeq.files.tensor_checks import Tensors
from semeq.words import artifact
from semeq.words.archive import read_metadata, read_weights
from semeq.words.artifact import Engine
from semeq.words.network import NativeNetwork, Network
from semeq.words.refine import refine_latents
from semeq.words.schema import MAX_POLISH, MODEL_KIND, SCRIPTED
from semeq.words.vocabulary import Vocabulary

Float32Array = npt.NDArray[np.float32]
Float64Array = npt.NDArray[np.float64]


class Model:
    """One settings autoencoder with its vocabulary.

    The metadata are read at once, the networks with the first walk. Methods may be called from
    several threads. :func:`semeq.morph`, :func:`semeq.blend` and :func:`semeq.term` take a
    model and return settings.

    Parameters
    ----------
    path : path-like
        An artifact file. :func:`semeq.load_model` also knows the shipped ones by name.
    engine : {"native", "torchscript"}, default "native"
        What runs the networks; see :func:`semeq.load_model`.

    Attributes
    ----------
    path : Path
        The file.
    engine : str
        What runs the networks.
    metadata : dict
        What the artifact says of itself.
    vocabulary : Vocabulary
        The words.
    base : Model
        The model as the file has it: this one, unless some words are one person's.

    Raises
    ------
    ModelLoadError
        If the file is not an artifact this version can read.

    Examples
    --------
    >>> model = load_model()
    >>> len(model.vocabulary), model.term_latents.shape
    (769, (769, 32))
    """

    def __init__(self, path: str | os.PathLike[str], *, engine: Engine = "native") -> None:
        self.path = check_path("path", path)
        self.engine = artifact.check_engine(engine)
        self.metadata: dict[str, Any] = read_metadata(path, kind=MODEL_KIND)
        self.vocabulary = Vocabulary(self.metadata["terms"])
        self.base = self

    def __repr__(self) -> str:
        return f"Model({str(self.path)!r}, {len(self.vocabulary)} terms)"

    @cached_property
    def bounds(self) -> Float64Array:
        """Lowest and highest value of each param, shape ``(13, 2)``."""
        return np.array(self.metadata["bounds"], dtype=np.float64)

    @cached_property
    def network(self) -> Network:
        """What decodes and encodes."""
        tensors = self._tensors()
        if self.engine == "torchscript":
            # The module knows libtorch, which only this engine needs.
            from semeq.words.script import ScriptedNetwork  # noqa: PLC0415

            return ScriptedNetwork(self.path, tensors, self.metadata)
        if self.metadata["networks"] == SCRIPTED:
            raise ModelLoadError(
                f"{self.path}: only its script can run its networks; pass "
                'load_model(path, engine="torchscript") as model, if you trust where it comes from'
            )
        return NativeNetwork(tensors, self.metadata)

    def _tensors(self) -> Tensors:
        return read_weights(self.path, self.metadata)

    @cached_property
    def term_latents(self) -> Float32Array:
        """Latents of all terms, shape ``(n_terms, latent_dim)``, read-only."""
        latents = self.network.walker.term_latents
        latents.flags.writeable = False
        return latents

    @cached_property
    def term_curves_db(self) -> Float64Array:
        """Curves of all terms on the model's grid, shape ``(n_terms, 128)``, read-only."""
        curves = model_curves_db(self.decode(self.term_latents))
        curves.flags.writeable = False
        return curves

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
            If the shape differs, a value is not finite, or a frequency or Q is not > 0.

        Examples
        --------
        >>> from semeq import EqSettings, term
        >>> model = load_model()
        >>> warm = term("warm").settings.params
        >>> latent = model.encode([warm], refine=True)
        >>> error_db = EqSettings.from_params(model.decode(latent)[0]).curve_db(sample_rate=44_100)
        >>> error_db -= EqSettings.from_params(warm).curve_db(sample_rate=44_100)
        >>> bool(abs(error_db).max() < 0.01)
        True
        """
        rows = _rows(params, N_PARAMS, "params")
        if not (rows[:, LOG_COLUMNS] > 0).all():
            raise ParameterError("params must have frequencies and Qs > 0")
        latents = self.network.encode(rows)
        return (
            refine_latents(self.decode, latents, rows.astype(np.float64))
            if check_flag("refine", refine)
            else latents
        )

    def decode(self, latents: npt.ArrayLike, *, polish: int | None = None) -> Float64Array:
        """Map latents to *params*.

        Parameters
        ----------
        latents : array_like, shape (n, 32)
            Such as :attr:`term_latents` or what :meth:`encode` returns.
        polish : int, optional
            Steps from the network's answer toward the curve that a latent stands for, from 0 to
            16. Default: as many as walks take. A model whose latents are no curves takes none.

        Returns
        -------
        ndarray of float64, shape (n, 13)
            Within :attr:`bounds`, in SAFE order.

        Raises
        ------
        ParameterError
            If the shape differs, a value is not finite, or `polish` is not such a number.

        Examples
        --------
        >>> model = load_model()
        >>> model.decode(model.term_latents[:2], polish=0).shape
        (2, 13)
        """
        rows = _rows(latents, self.term_latents.shape[1], "latents")
        n_steps = None if polish is None else check_count("polish", polish, 0, MAX_POLISH)
        return self.network.walker.decode(rows, n_steps).astype(np.float64)

    def embed(self, latents: npt.ArrayLike) -> Float32Array:
        """Map latents to embeddings, in which training told the words apart (contrastive loss).

        Parameters
        ----------
        latents : array_like, shape (n, 32)
            As in :meth:`decode`.

        Returns
        -------
        ndarray of float32, shape (n, embedding_dim)

        Raises
        ------
        ParameterError
            If the shape differs or a value is not finite.
        """
        rows = _rows(latents, self.term_latents.shape[1], "latents")
        return self.network.embed(rows)


ModelLike: TypeAlias = Model | str | os.PathLike[str] | None


def load_model(model: ModelLike = None, *, engine: Engine = "native") -> Model:
    """Return a model by shipped name or path; the default one without an argument.

    A file is read once per process; a changed file is read again.

    Parameters
    ----------
    model : Model, str or path-like, optional
        A :class:`Model` is returned as it is.
    engine : {"native", "torchscript"}, default "native"
        What runs the networks. The native engine reads numbers and executes nothing of the
        file. ``"torchscript"`` runs the program in it through libtorch, as importing a module
        would: for networks of any kind, from sources you trust. It needs the extra
        ``semeq[torch]``.

    Returns
    -------
    Model
        The same object each time for the same file.

    Raises
    ------
    ModelLoadError
        If there is no such artifact, or this version cannot read it.

    Examples
    --------
    >>> load_model() is load_model("safe")
    True
    """
    return artifact.load(Model, model, kind=MODEL_KIND, argument="model", engine=engine)


def _rows(values: npt.ArrayLike, n_columns: int, name: str) -> Float32Array:
    rows = check_array(name, values)
    if rows.ndim != 2 or rows.shape[1] != n_columns:
        raise ParameterError(f"{name} must have shape (n, {n_columns}), got {rows.shape}")
    return rows
