"""Arrays of a NumPy archive (``.npz``), as ``numpy.savez`` writes them, and nothing else.

:func:`numpy.load` believes the sizes that a file declares and parses its headers as Python
literals. This reader bounds every size before it allocates, matches a header against the one form
that :func:`numpy.save` has, and knows numbers, bools and text alone: no pickles, no objects.
"""

from __future__ import annotations

import math
import re
import zipfile
from typing import Any

import numpy as np
import numpy.typing as npt

from semeq.checks import show
from semeq.errors import DataError
from semeq.files.zips import open_zip, read_entry

MAX_ARRAY_BYTES = 64 << 20
MAX_TOTAL_BYTES = 128 << 20
"""What is read at most: of one array, and of all in a file. The shipped artifacts have 1 MB."""

_MAX_ARRAYS = 1_000
_MAX_HEADER_BYTES = 1_024
_MAX_DIMS = 8

# numpy.lib.format: magic string, version, length of the header in two bytes, header. Versions
# 2 and 3 are for headers of more than 64 KiB or of other letters, which no plain array has.
_PREFIX = re.compile(rb"\x93NUMPY\x01\x00(..)", re.DOTALL)
_HEADER = re.compile(
    rb"\{'descr': '(?P<dtype>[<>|](?:b1|f4|f8|i8|U[1-9][0-9]{0,3}))', "
    rb"'fortran_order': (?P<fortran>True|False), "
    rb"'shape': \((?P<shape>(?:[0-9]{1,12}(?:, [0-9]{1,12})*,?)?)\), \} *\n"
)


def read_npz(source: bytes | zipfile.ZipFile) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of an archive by name.

    Parameters
    ----------
    source : bytes or ZipFile
        An archive, or one that :func:`semeq.files.zips.open_zip` has opened.

    Returns
    -------
    dict of str to ndarray
        Read-only, in C order and the machine's byte order: bool, float32, float64, int64 or
        text. NaN and infinity are numbers here.

    Raises
    ------
    DataError
        If it is damaged, holds anything else, or more than 64 MiB in an array or 128 MiB in all.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> np.savez_compressed(file, gain_db=np.float32([1.5, -3]))
    >>> read_npz(file.getvalue())
    {'gain_db': array([ 1.5, -3. ], dtype=float32)}
    """
    if isinstance(source, bytes):
        with open_zip(source) as archive:
            return read_npz(archive)
    entries = source.infolist()
    names = [entry.filename.removesuffix(".npy") for entry in entries]
    total = sum(entry.file_size for entry in entries)
    if len(entries) > _MAX_ARRAYS or total > MAX_TOTAL_BYTES:
        raise DataError(
            f"it declares {len(entries):,} arrays of {total:,} bytes, at most {_MAX_ARRAYS:,} "
            f"of {MAX_TOTAL_BYTES:,} are read"
        )
    if len(set(names)) < len(names):
        raise DataError("two of its arrays have one name")
    limit = MAX_ARRAY_BYTES + _MAX_HEADER_BYTES
    return {
        name: _parsed(name, read_entry(source, entry, limit))
        for name, entry in zip(names, entries, strict=True)
    }


def _parsed(name: str, content: bytes) -> npt.NDArray[Any]:
    prefix = _PREFIX.match(content)
    start = prefix.end() if prefix else 0
    stop = start + int.from_bytes(prefix[1], "little") if prefix else 0
    header = _HEADER.fullmatch(content[start : min(stop, start + _MAX_HEADER_BYTES)])
    if header is None:
        raise DataError(f"its array {show(name)} is not one of numbers as NumPy saves them")
    dtype = np.dtype(header["dtype"].decode())
    shape = tuple(int(digits) for digits in header["shape"].split(b",") if digits)
    values = memoryview(content)[stop:]
    n_bytes = math.prod(shape) * dtype.itemsize
    if n_bytes != len(values) or len(shape) > _MAX_DIMS or max(shape, default=0) > MAX_ARRAY_BYTES:
        raise DataError(
            f"its array {show(name)} declares shape {show(shape)} of {dtype}, "
            f"but has {len(values):,} bytes"
        )
    if dtype.kind == "b" and np.frombuffer(values, np.uint8).max(initial=0) > 1:
        raise DataError(f"its array {show(name)} of bools holds something else")
    if dtype.kind == "U":
        _check_text(name, bytes(values), dtype)
    # A copy is aligned wherever the header ends.
    flat = np.frombuffer(values, dtype).astype(dtype.newbyteorder("="), copy=True)
    array = flat.reshape(shape[::-1]).T if header["fortran"] == b"True" else flat.reshape(shape)
    array = np.ascontiguousarray(array).reshape(shape)
    array.flags.writeable = False
    return array


def _check_text(name: str, values: bytes, dtype: np.dtype[Any]) -> None:
    try:
        values.decode("utf-32-be" if dtype.byteorder == ">" else "utf-32-le")
    except UnicodeDecodeError as error:
        raise DataError(f"its array {show(name)} is not text") from error
