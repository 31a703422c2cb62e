"""Models by name or path, each read once per process."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from semeq import artefact
from semeq.errors import ParameterError
from semeq.model import Model


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
