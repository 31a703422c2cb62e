"""What is read of an artifact: ``extra/metadata.json`` and ``extra/weights.npz``, nothing else.

An artifact is a TorchScript archive, which is a zip file. The program in it is not looked at.
Sizes are bounded before anything is allocated, CRCs and digests are checked, and what the two
entries say must fit the tables of :mod:`semeq.words.schema` and :mod:`semeq.words.ears_schema`.
Whatever is wrong becomes a ModelLoadError.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from semeq.checks import show
from semeq.errors import DataError, ModelLoadError
from semeq.files.json_checks import exactly, text
from semeq.files.json_tables import record
from semeq.files.npz import MAX_TOTAL_BYTES, read_npz
from semeq.files.opening import show_error
from semeq.files.tensor_checks import Tensors
from semeq.files.zips import find_entry, open_zip, read_entry
from semeq.words import ears_schema, schema
from semeq.words.seal import has_whole_metadata, has_whole_weights

SCHEMA = 5
"""The metadata schema this version reads and writes."""

METADATA_NAME, WEIGHTS_NAME = "metadata.json", "weights.npz"

MAX_METADATA_BYTES = 4 << 20

EXPORT_AGAIN = (
    "export it again from the folder of its training (semeq export FOLDER --data FILE -o FILE; "
    "ears: semeq train-audio)"
)
_CURE = f"get the file again, or {EXPORT_AGAIN}"

_DIGEST = text(64, "[0-9a-f]{64}")
_HEADER = record(
    {
        "schema": exactly(SCHEMA),
        "kind": text(40),
        "semeq_version": text(40),
        "metrics": record({}),
        "weights_sha256": _DIGEST,
        "metadata_sha256": _DIGEST,
    }
)


_CHECKS = {
    schema.MODEL_KIND: (schema.check_metadata, schema.check_tensors),
    ears_schema.EARS_KIND: (ears_schema.check_metadata, ears_schema.check_tensors),
}
"""What artifacts of one kind must hold; of other kinds, only what all have is checked."""


def read_metadata(path: str | os.PathLike[str], *, kind: str | None = None) -> dict[str, Any]:
    """Read and check the metadata of an artifact, and not its tensors.

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
        If the file is not a semeq artifact of this schema and kind, or damaged.
    """
    with _reading(path), open_zip(path) as archive:
        metadata = _parsed(_entry(archive, METADATA_NAME, MAX_METADATA_BYTES))
        _check_version(path, metadata)
        found = metadata.get("kind")
        if kind is not None and found != kind:
            raise ModelLoadError(f"{path} holds a {show(found)} model, expected {kind!r}")
        if not has_whole_metadata(metadata):
            raise DataError(f"its {METADATA_NAME} is not as it was written (metadata_sha256)")
        _HEADER(metadata)
        if metadata["kind"] in _CHECKS:
            _CHECKS[metadata["kind"]][0](metadata)
    return metadata


def read_weights(path: str | os.PathLike[str], metadata: dict[str, Any]) -> Tensors:
    """Read and check the tensors of an artifact.

    Parameters
    ----------
    path : path-like
        The artifact file.
    metadata : dict
        What :func:`read_metadata` returned for it.

    Returns
    -------
    mapping of str to ndarray
        Read-only arrays, finite and of the shapes that the metadata say.

    Raises
    ------
    ModelLoadError
        If they are damaged or missing, or belong to other metadata.
    """
    with _reading(path), open_zip(path) as archive:
        tensors = read_npz(_entry(archive, WEIGHTS_NAME, MAX_TOTAL_BYTES))
        if not has_whole_weights(metadata, tensors):
            raise DataError(f"its {WEIGHTS_NAME} is not as it was written (weights_sha256)")
        if metadata["kind"] in _CHECKS:
            _CHECKS[metadata["kind"]][1](metadata, tensors)
    return tensors


@contextmanager
def _reading(path: str | os.PathLike[str]) -> Iterator[None]:
    """Turn what a damaged file raises into the one error that says so."""
    try:
        yield
    except DataError as error:
        raise ModelLoadError(f"{path} is not a semeq artifact: {error}; {_CURE}") from error
    except OSError as error:
        raise ModelLoadError(f"cannot read {path}: {show_error(error)}") from error
    except (MemoryError, RecursionError) as error:
        what = "is nested too deeply" if isinstance(error, RecursionError) else "needs more memory"
        raise ModelLoadError(f"{path} is not a semeq artifact: it {what}; {_CURE}") from error


def _entry(archive: zipfile.ZipFile, name: str, max_bytes: int) -> bytes:
    entry = find_entry(archive, f"/extra/{name}")
    if entry is None:
        raise DataError(f"it is a zip file, but has no entry extra/{name}")
    return read_entry(archive, entry, max_bytes)


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        metadata = json.loads(content)
    except ValueError as error:
        raise DataError(f"its {METADATA_NAME} is not JSON: {show_error(error)}") from error
    if not isinstance(metadata, dict):
        raise DataError(f"its {METADATA_NAME} must be an object, got {show(metadata)}")
    return metadata


def _check_version(path: str | os.PathLike[str], metadata: dict[str, Any]) -> None:
    found = metadata.get("schema")
    if type(found) is int and found == SCHEMA:
        return
    told = f"{path} has metadata schema {show(found)}, this semeq reads schema {SCHEMA}"
    if type(found) is int and 0 < found < SCHEMA:
        raise ModelLoadError(f"{told}: it is of an older version; {EXPORT_AGAIN}")
    raise ModelLoadError(f"{told}: install the semeq version that wrote it, or {EXPORT_AGAIN}")
