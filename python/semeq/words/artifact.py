"""Artifacts on disk: where the shipped ones lie, each opened once."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, cast, get_args

from semeq.checks import check_choice, check_path, show
from semeq.errors import ModelLoadError, ParameterError
from semeq.hashing import file_sha256
from semeq.words.schema import MODEL_KIND

Engine: TypeAlias = Literal["native", "torchscript"]


# A package of extensions lies in files, so that importlib.resources is not needed.
_MODELS = Path(__file__).parents[1] / "models"


class _Artifact(Protocol):
    """What :func:`load` makes: it opens a file, or raises ModelLoadError."""

    def __init__(self, path: Path, /, *, engine: Engine = ...) -> None: ...


ArtifactT = TypeVar("ArtifactT", bound=_Artifact)
FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


def load(
    cls: type[ArtifactT],
    given: ArtifactT | str | os.PathLike[str] | None,
    *,
    kind: str,
    argument: str,
    engine: Engine,
) -> ArtifactT:
    """Return an artifact by shipped name or path; the default of its kind for None.

    A file is read once per process; a changed file is read again.

    Parameters
    ----------
    cls : type
        Opens a file, such as :class:`semeq.Model`.
    given : object of `cls`, str, path-like or None
        An object is returned as it is.
    kind : str
        Kind that `cls` opens, in the words of the metadata.
    argument : str
        What the caller calls `given`, for the message.
    engine : {"native", "torchscript"}
        What runs the networks of a file.

    Raises
    ------
    ModelLoadError
        If there is no such artifact, or `cls` cannot read it.
    ParameterError
        If `given` is none of these.
    """
    check_engine(engine)
    if isinstance(given, cls):
        return given
    index = _index()
    if given is None:
        return cast("ArtifactT", _shipped(cls, index["default"][kind], engine))
    if not isinstance(given, str | os.PathLike):
        raise ParameterError(
            f"{argument} must be a name, a path or a semeq.{cls.__name__}, got {show(given)}"
        )
    name = str(check_path(argument, given))
    if name in index["models"]:
        return cast("ArtifactT", _shipped(cls, name, engine))
    path = resolve(name, kind=kind).resolve()
    return cast("ArtifactT", _read(cls, path, _version(path), engine))


def check_engine(engine: Engine) -> Engine:
    """Return the name of an engine that can run here.

    Parameters
    ----------
    engine : {"native", "torchscript"}
        As given.

    Raises
    ------
    ModelLoadError
        If it is ``"torchscript"``, and the torch it was built for is not installed.
    ParameterError
        If there is no such engine.
    """
    if check_choice("engine", engine, get_args(Engine)) == "torchscript":
        from semeq._libtorch import check_torch  # noqa: PLC0415  (slow to import)

        check_torch()
    return engine


def shipped_models(kind: str) -> list[str]:
    """Return the names of the artifacts of one kind in the package.

    Examples
    --------
    >>> shipped_models("ears")
    ['ears']
    """
    models = _index()["models"]
    return sorted(name for name, entry in models.items() if entry["kind"] == kind)


def shipped_table(name: str) -> Path:
    """Return the path of a table of numbers in the package, once it is the one that was shipped.

    Parameters
    ----------
    name : str
        Of the table in the index.

    Raises
    ------
    ModelLoadError
        If it is damaged or missing.

    Examples
    --------
    >>> shipped_table("curve-prior").name
    'curve_prior.json'
    """
    entry = _index()["tables"][name]
    path = _MODELS / str(entry["file"])
    try:
        _check_sha256(path, entry["sha256"])
    except OSError as error:
        raise ModelLoadError(f"cannot read {path}: {error.strerror}") from error
    return path


def resolve(artifact: str | os.PathLike[str] | None, *, kind: str = MODEL_KIND) -> Path:
    """Return the path of a shipped artifact's name, of a file, or of the default.

    Parameters
    ----------
    artifact : str, path-like or None
        None for the default of its kind.
    kind : str, default "settings-autoencoder"
        What the default is of, and what is offered where there is no such file. The kind of
        the file is not looked at.

    Raises
    ------
    ModelLoadError
        If there is no such file, or a shipped file is not the one that was shipped.
    """
    index = _index()
    name = index["default"][kind] if artifact is None else artifact
    if name in index["models"]:
        entry = index["models"][name]
        path = _MODELS / str(entry["file"])
        _check_sha256(path, entry["sha256"])
        return path
    path = Path(name)
    try:
        is_folder, exists = path.is_dir(), path.exists()
    except OSError as error:
        raise ModelLoadError(f"cannot read {show(str(path))}: {error.strerror}") from error
    if is_folder:
        raise ModelLoadError(f"{path} is a directory; name an artifact file in it (*.pt)")
    if not exists:
        raise ModelLoadError(
            f"no artifact {str(artifact)!r}: expected a path, or one of the shipped artifacts of "
            f"kind {kind!r}: {', '.join(shipped_models(kind))}"
        )
    return path


def _one_at_a_time(function: FunctionT) -> FunctionT:
    """Let one thread in: a cache alone would let each of several threads open the file."""
    lock = threading.RLock()

    @wraps(function)
    def guarded(*args: Any) -> Any:
        with lock:
            return function(*args)

    return cast("FunctionT", guarded)


def _version(path: Path) -> tuple[int, ...]:
    """Return what tells that a file has changed, also where its time of change was kept.

    Only bytes that are written over within the tick of the file system's clock, a few
    milliseconds, into the same file and to the same length are not told apart.
    """
    status = path.stat()
    return (
        status.st_dev,
        status.st_ino,
        status.st_size,
        status.st_mtime_ns,
        status.st_ctime_ns,
    )


@_one_at_a_time
@cache
def _shipped(cls: type[_Artifact], name: str, engine: Engine) -> _Artifact:
    return cls(resolve(name), engine=engine)


@_one_at_a_time
@lru_cache(maxsize=8)
def _read(cls: type[_Artifact], path: Path, _version: tuple[int, ...], engine: Engine) -> _Artifact:
    return cls(path, engine=engine)


@cache
def _index() -> dict[str, Any]:
    index: dict[str, Any] = json.loads((_MODELS / "index.json").read_text("utf-8"))
    return index


def _check_sha256(path: Path, expected: str) -> None:
    found = file_sha256(path)
    if found != expected:
        raise ModelLoadError(
            f"{path} is not the artifact that was shipped: its SHA-256 is {found}, "
            f"expected {expected}; install semeq again"
        )
