"""Artifacts on disk: where the shipped ones lie, what their metadata say, each read once.

An artifact is a TorchScript archive, which is a zip file. Its metadata is read here with
the standard library, so that the vocabulary is known without loading libtorch.
"""

from __future__ import annotations

import json
import os
import struct
import threading
import zipfile
import zlib
from collections.abc import Callable
from functools import cache, lru_cache, wraps
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias, TypeVar, cast, get_args

from semeq.checks import check_choice, check_path, show
from semeq.errors import ModelLoadError, ParameterError
from semeq.hashing import file_sha256

SCHEMA = 3
"""The metadata schema this version reads and writes."""

METADATA_NAME = "metadata.json"

Engine: TypeAlias = Literal["native", "torchscript"]

MODEL_KIND, EARS_KIND = "settings-autoencoder", "ears"

# What zipfile raises on damaged archives, as its documentation and damaged archives tell.
_BAD_ZIP = (
    OSError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)

_REQUIRED = ("kind", "semeq_version", "metrics")
_REQUIRED_OF = {
    MODEL_KIND: ("param_names", "bounds", "latent_dim", "terms"),
    EARS_KIND: ("centers_hz", "music", "interval_coverage"),
}


class _Artifact(Protocol):
    """What :func:`load` makes: it opens a file, or raises ModelLoadError."""

    def __init__(self, path: Path, /) -> None: ...


ArtifactT = TypeVar("ArtifactT", bound=_Artifact)
FunctionT = TypeVar("FunctionT", bound=Callable[..., Any])


def load(
    cls: type[ArtifactT],
    given: ArtifactT | str | os.PathLike[str] | None,
    *,
    kind: str,
    argument: str,
    engine: Engine = "native",
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
    engine : {"native", "torchscript"}, default "native"
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
    """Return the name of an engine, or raise ParameterError.

    Parameters
    ----------
    engine : {"native", "torchscript"}
        As given.
    """
    return check_choice("engine", engine, get_args(Engine))


def shipped_models(kind: str) -> list[str]:
    """Return the names of the artifacts of one kind in the package.

    Examples
    --------
    >>> shipped_models("ears")
    ['ears']
    """
    models = _index()["models"]
    return sorted(name for name, entry in models.items() if entry["kind"] == kind)


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
        with as_file(files("semeq.models") / entry["file"]) as path:
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


def read_metadata(path: str | os.PathLike[str], *, kind: str | None = None) -> dict[str, Any]:
    """Read and check the metadata of an artifact.

    Parameters
    ----------
    path : path-like
        The artifact file.
    kind : str, optional
        Kind it must have. Default: any.

    Returns
    -------
    dict
        The parsed ``metadata.json``.

    Raises
    ------
    ModelLoadError
        If the file is not a semeq artifact of this schema and kind.
    """
    metadata = _parsed(path, _read_text(path))
    found = metadata["kind"]
    if kind is not None and found != kind:
        raise ModelLoadError(f"{path} holds a {found!r} model, expected {kind!r}")
    return metadata


def _read_text(path: str | os.PathLike[str]) -> bytes:
    try:
        with zipfile.ZipFile(path) as archive:
            suffix = f"/extra/{METADATA_NAME}"
            name = next((n for n in archive.namelist() if n.endswith(suffix)), None)
            text = archive.read(name) if name else None
    except _BAD_ZIP as error:
        raise ModelLoadError(
            f"{path} is not a semeq artifact (a TorchScript zip archive): {error}"
        ) from error
    if text is None:
        raise ModelLoadError(
            f"{path} is a zip file but not a semeq artifact: it has no {METADATA_NAME}"
        )
    return text


def _parsed(path: str | os.PathLike[str], text: bytes) -> dict[str, Any]:
    try:
        metadata = json.loads(text)
    except ValueError as error:
        raise ModelLoadError(f"{path}: {METADATA_NAME} is not JSON: {error}") from error
    found = metadata.get("schema") if isinstance(metadata, dict) else None
    if found != SCHEMA:
        raise ModelLoadError(
            f"{path} has metadata schema {found!r}, this semeq reads schema {SCHEMA}; "
            "install the semeq version that wrote it, or export it again"
        )
    required = (*_REQUIRED, *_REQUIRED_OF.get(str(metadata.get("kind")), ()))
    missing = [key for key in required if key not in metadata]
    if missing:
        raise ModelLoadError(f"{path}: {METADATA_NAME} lacks {', '.join(missing)}")
    return cast("dict[str, Any]", metadata)


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
    return _opened(cls, resolve(name), engine)


@_one_at_a_time
@lru_cache(maxsize=8)
def _read(cls: type[_Artifact], path: Path, _version: tuple[int, ...], engine: Engine) -> _Artifact:
    return _opened(cls, path, engine)


def _opened(cls: type[_Artifact], path: Path, engine: Engine) -> _Artifact:
    # A class that knows one engine takes no argument for it.
    options: dict[str, Any] = {} if engine == "native" else {"engine": engine}
    return cls(path, **options)


@cache
def _index() -> dict[str, Any]:
    index: dict[str, Any] = json.loads((files("semeq.models") / "index.json").read_text("utf-8"))
    return index


def _check_sha256(path: Path, expected: str) -> None:
    found = file_sha256(path)
    if found != expected:
        raise ModelLoadError(
            f"{path} is not the artifact that was shipped: its SHA-256 is {found}, "
            f"expected {expected}; install semeq again"
        )
