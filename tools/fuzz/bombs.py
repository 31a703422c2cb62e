"""Small files that inflate to much."""

from __future__ import annotations

import struct
from collections.abc import Callable
from functools import cache
from zipfile import ZIP_DEFLATED

from tools.fuzz.samples import ROOT, Sample, zipped

METADATA, WEIGHTS = f"{ROOT}/extra/metadata.json", f"{ROOT}/extra/weights.npz"
MANY_BYTES = 70_000_000


def long_metadata(_sample: Sample) -> bytes:
    """Say nothing but spaces."""
    return _many(METADATA, b" ")


def long_weights(sample: Sample) -> bytes:
    """Hold weights of zeros, beside metadata that are right."""
    return _with_metadata(sample, _many(WEIGHTS, b"\0"))


def hidden_metadata(_sample: Sample) -> bytes:
    """Declare a hundred bytes of metadata."""
    return _declaring(_many(METADATA, b" "), 100)


def hidden_array(sample: Sample) -> bytes:
    """Declare a hundred bytes for an array of many."""
    return _with_weights(sample, _declaring(_many("bounds.npy", b"\0"), 100))


def long_array(sample: Sample) -> bytes:
    """Hold an array of more than is allowed."""
    return _with_weights(sample, _many("bounds.npy", b"\0"))


def many_arrays(sample: Sample) -> bytes:
    """Hold many arrays, each short enough."""
    return _with_weights(sample, _copies())


def endless_zip64(sample: Sample) -> bytes:
    """Declare four gigabytes and hold nothing."""
    return _declaring(zipped(sample.entries()), 2**32 - 2)


BOMBS: tuple[Callable[[Sample], bytes], ...] = (
    long_metadata,
    long_weights,
    hidden_metadata,
    hidden_array,
    long_array,
    many_arrays,
    endless_zip64,
)


@cache
def _many(name: str, byte: bytes) -> bytes:
    return zipped({name: byte * MANY_BYTES}, ZIP_DEFLATED)


@cache
def _copies() -> bytes:
    return zipped({f"a{i}.npy": bytes(30_000_000) for i in range(5)}, ZIP_DEFLATED)


def _with_weights(sample: Sample, weights: bytes) -> bytes:
    return zipped(sample.entries() | {WEIGHTS: weights})


def _with_metadata(sample: Sample, archive: bytes) -> bytes:
    """Return an archive of one entry with the sample's metadata before it."""
    first = zipped({METADATA: sample.entries()[METADATA]})
    head, table = _parts(first)
    other_head, other_table = _parts(archive)
    moved = bytearray(other_table)
    struct.pack_into("<I", moved, 42, len(head))
    entries = table + bytes(moved)
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, 2, 2, len(entries), len(head) + len(other_head), 0
    )
    return head + other_head + entries + end


def _parts(archive: bytes) -> tuple[bytes, bytes]:
    """Return what lies before the table of an archive without a comment, and the table."""
    size, offset = struct.unpack("<2I", archive[-10:-2])
    return archive[:offset], archive[offset : offset + size]


def _declaring(archive: bytes, size: int) -> bytes:
    """Change what the table says of the first entry's length."""
    changed = bytearray(archive)
    (table,) = struct.unpack("<I", archive[-6:-2])
    struct.pack_into("<I", changed, table + 24, size)
    return bytes(changed)
