"""Entries of zip files, each read whole, checked by its CRC, and never more of it than allowed.

An entry that declares too much is refused before anything is read. One that holds more than it
declares is read only that far, and then does not fit its CRC.
"""

from __future__ import annotations

import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from semeq.checks import show
from semeq.errors import DataError
from semeq.files.opening import ShortReads, open_regular, show_error

_CHUNK_BYTES = 1 << 16
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # zipfile inflates the others without bound
_ENCRYPTED = 0x1

# What zipfile raises on damaged archives, as its documentation and damaged archives tell.
_DAMAGE = (
    OSError,
    ValueError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@contextmanager
def open_zip(source: str | os.PathLike[str] | bytes) -> Iterator[zipfile.ZipFile]:
    """Open a zip file.

    Parameters
    ----------
    source : path-like or bytes
        A regular file, or what one holds.

    Yields
    ------
    ZipFile
        For :func:`read_entry`.

    Raises
    ------
    DataError
        If it is no zip file, or the path is that of a pipe or a device.
    OSError
        If the system cannot read it.
    """
    raw = io.BytesIO(source) if isinstance(source, bytes) else open_regular(source)
    with raw:
        try:
            archive = zipfile.ZipFile(ShortReads(raw))
        except DataError:
            raise
        except _DAMAGE as error:
            raise DataError(f"it is no zip file, or a damaged one ({show_error(error)})") from error
        with archive:
            yield archive


def find_entry(archive: zipfile.ZipFile, suffix: str) -> zipfile.ZipInfo | None:
    """Return the one entry whose name ends with a suffix, or None.

    Parameters
    ----------
    archive : ZipFile
        Where to look.
    suffix : str
        The end of a name.

    Raises
    ------
    DataError
        If there are several.
    """
    found = [entry for entry in archive.infolist() if entry.filename.endswith(suffix)]
    if len(found) > 1:
        raise DataError(f"it holds {len(found)} entries named {show(suffix)}, expected one")
    return found[0] if found else None


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, max_bytes: int) -> bytes:
    """Return all bytes of an entry.

    Parameters
    ----------
    archive : ZipFile
        As :func:`open_zip` opened it.
    entry : ZipInfo
        Which one.
    max_bytes : int
        The longest that it may be.

    Raises
    ------
    DataError
        If it is longer, shorter than declared, does not fit its CRC, or is packed in a way that
        NumPy and PyTorch do not write.
    """
    name = show(entry.filename)
    if entry.file_size > max_bytes:
        raise DataError(
            f"its entry {name} declares {entry.file_size:,} bytes, at most {max_bytes:,} are read"
        )
    if entry.compress_type not in _PLAIN or entry.flag_bits & _ENCRYPTED:
        raise DataError(f"its entry {name} is packed in another way than stored or deflated")
    content = bytearray()
    try:
        with archive.open(entry) as stream:
            # zipfile gives no more than was declared, and checks the CRC at the end.
            while chunk := stream.read(_CHUNK_BYTES):
                content += chunk
    except _DAMAGE as error:
        raise DataError(f"its entry {name} is damaged ({show_error(error)})") from error
    if len(content) != entry.file_size:
        raise DataError(
            f"its entry {name} declares {entry.file_size:,} bytes, but has {len(content):,}"
        )
    return bytes(content)
