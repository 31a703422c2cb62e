"""The SHA-256 of files, by which artifacts, data and results are told apart."""

from __future__ import annotations

import hashlib
import os


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
