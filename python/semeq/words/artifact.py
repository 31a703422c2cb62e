"""Artifacts on disk: where the shipped ones lie, and what their metadata says.

An artifact is a TorchScript archive, which is a zip file. Its metadata is read here with
the standard library, so that the vocabulary is known without loading libtorch.
"""

from __future__ import annotations

import json
import os
import struct
import zipfile
import zlib
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, cast

from semeq.errors import ModelLoadError
from semeq.hashing import file_sha256

SCHEMA = 2
"""The metadata schema this version reads and writes."""

METADATA_NAME = "metadata.json"

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
    "settings-autoencoder": ("param_names", "bounds", "latent_dim", "terms"),
    "ears": ("centers_hz", "music", "interval_coverage"),
}


def shipped_models() -> dict[str, str]:
    """Return the names of the artifacts in the package, each with its SHA-256."""
    return {name: entry["sha256"] for name, entry in _index()["models"].items()}


def resolve(model: str | os.PathLike[str] | None) -> Path:
    """Return the path of a shipped artifact's name, of a file, or of the default.

    Raises
    ------
    ModelLoadError
        If there is no such file, or a shipped file is not the one that was shipped.
    """
    index = _index()
    name = index["default"] if model is None else model
    if name in index["models"]:
        entry = index["models"][name]
        with as_file(files("semeq.models") / entry["file"]) as path:
            _check_sha256(path, entry["sha256"])
            return path
    path = Path(name)
    if path.is_dir():
        raise ModelLoadError(f"{path} is a directory; name an artifact file in it (*.pt)")
    if not path.exists():
        raise ModelLoadError(
            f"no artifact {str(model)!r}: expected a path, or one of the shipped models "
            f"{', '.join(sorted(index['models']))}"
        )
    return path


def read_metadata(path: str | os.PathLike[str]) -> dict[str, Any]:
    """Read and check the metadata of an artifact.

    Parameters
    ----------
    path : path-like
        The artifact file.

    Returns
    -------
    dict
        The parsed ``metadata.json``.

    Raises
    ------
    ModelLoadError
        If the file is not a semeq artifact of this schema.
    """
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
