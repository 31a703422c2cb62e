"""Models by name or path, each read once per process."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from semeq.errors import ParameterError
from semeq.words import artifact
from semeq.words.model import Model


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
        If there is no such artifact, or this version cannot read it.

    Examples
    --------
    >>> load_model() is load_model()
    True
    """
    if isinstance(model, Model):
        return model
    if model is None:
        return _shipped(None)
    if not isinstance(model, str | os.PathLike):
        raise ParameterError(f"model must be a name, a path or a semeq.Model, got {model!r}")
    name = os.fspath(model)
    if name in artifact.shipped_models():
        return _shipped(name)
    path = artifact.resolve(name).resolve()
    return _from_file(path, path.stat().st_mtime_ns)


@lru_cache
def _shipped(name: str | None) -> Model:
    return Model(artifact.resolve(name))


@lru_cache(maxsize=8)
def _from_file(path: Path, _mtime_ns: int) -> Model:
    return Model(path)
