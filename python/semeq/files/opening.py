"""Opening files that somebody else made: no waiting for pipes, and no long reads."""

from __future__ import annotations

import io
import os
import stat

from semeq.checks import show
from semeq.errors import DataError

MAX_READ_BYTES = 1 << 20
"""Zip files are read in pieces; the longest one is the table of the entries."""


def open_regular(path: str | os.PathLike[str]) -> io.BufferedReader:
    """Open a file to read it; a pipe would wait for a writer, and a device may never end.

    Parameters
    ----------
    path : path-like
        Of a regular file, or of a link to one.

    Raises
    ------
    DataError
        If it is something else.
    OSError
        If the system cannot open it.
    """
    file = open(path, "rb", opener=_open_without_waiting)  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise DataError("it is not a regular file, but a pipe or a device")
    return file


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


class ShortReads(io.BufferedIOBase):
    """What zipfile reads from: refuses to make one long string of a file that asks for it.

    The standard library reads the table of entries in one piece, as long as the file says it is,
    and makes an object for each; everything else is asked for in small pieces.
    """

    def __init__(self, raw: io.BufferedIOBase) -> None:
        self._raw = raw

    def read(self, size: int | None = -1, /) -> bytes:
        """Return so many bytes; DataError if they are more than MAX_READ_BYTES."""
        if size is None or size < 0:  # zipfile: a comment at the end, 64 KiB at most
            size = MAX_READ_BYTES
        if size > MAX_READ_BYTES:
            raise DataError(
                f"its table of entries has {size:,} bytes, at most {MAX_READ_BYTES:,} are read"
            )
        return self._raw.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place in the file."""
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        """Return the place in the file."""
        return self._raw.tell()

    def seekable(self) -> bool:
        """Return True."""
        return True


def show_error(error: Exception) -> str:
    """Return what an error of a library says, with nothing in it that a terminal obeys.

    Parameters
    ----------
    error : Exception
        What a library raised; it may quote the file.
    """
    text = str(error) or type(error).__name__
    return text if text.isascii() and text.isprintable() else show(text)
