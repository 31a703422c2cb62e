"""The SHA-256 of files, tensors and JSON, by which artifacts, data and results are told apart."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt


def file_sha256(path: str | os.PathLike[str]) -> str:
    """Return the SHA-256 of a file's content, in hexadecimal.

    Parameters
    ----------
    path : path-like
        Read in pieces, so that its length does not matter.

    Raises
    ------
    OSError
        If it cannot be read; the caller knows what the file is and says so.

    Examples
    --------
    >>> import os
    >>> file_sha256(os.devnull)[:8]
    'e3b0c442'
    """
    with open(path, "rb") as file:  # noqa: PTH123 - takes any path-like
        return hashlib.file_digest(file, "sha256").hexdigest()


def tensors_sha256(tensors: Mapping[str, npt.NDArray[Any]]) -> str:
    """Return the SHA-256 over names, types, shapes and values, in hexadecimal.

    The order of the names, the byte order and the memory layout do not matter.

    Parameters
    ----------
    tensors : mapping of str to ndarray
        Of numbers or bools.

    Returns
    -------
    str
        64 digits.

    Examples
    --------
    >>> import numpy as np
    >>> a, b = np.zeros(3, np.float32), np.ones((2, 2))
    >>> tensors_sha256({"a": a, "b": b}) == tensors_sha256({"b": b.T, "a": a})
    True
    >>> tensors_sha256({"a": a}) == tensors_sha256({"a": -a})  # another bit
    False
    """
    digest = hashlib.sha256()
    for name, tensor in sorted(tensors.items()):
        values = np.ascontiguousarray(tensor, dtype=tensor.dtype.newbyteorder("<"))
        digest.update(json.dumps([name, values.dtype.str, list(tensor.shape)]).encode())
        digest.update(values.reshape(-1).data)
    return digest.hexdigest()


def json_sha256(value: Any) -> str:
    """Return the SHA-256 over what a JSON text says, in hexadecimal.

    The order of keys and the spaces of the text do not matter.

    Parameters
    ----------
    value : object
        What :func:`json.loads` returned.

    Returns
    -------
    str
        64 digits.

    Examples
    --------
    >>> import json
    >>> json_sha256(json.loads('{"a": 1, "b": [2.5]}')) == json_sha256({"b": [2.5], "a": 1})
    True
    """
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
