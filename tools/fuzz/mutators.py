"""Ways to damage an artifact, each a function of a sample and a random generator.

Those in :data:`DAMAGE` leave the digests as they are: what can still be read must be what was
written. Those in :data:`FORGERY` write digests that fit, so that the tables of what a file must
hold have the last word.
"""

from __future__ import annotations

import copy
import io
import math
import pickle
import struct
import warnings
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from tools.fuzz.bombs import BOMBS
from tools.fuzz.samples import ROOT, Sample, npz, zipped

_MAGIC = (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06")
_DTYPES = ("f2", "f4", "f8", "i8", "u1", "c8", "U9", ">f4", "?")

Mutator = Callable[[Sample, np.random.Generator], bytes]

METADATA, WEIGHTS = f"{ROOT}/extra/metadata.json", f"{ROOT}/extra/weights.npz"
READ = (METADATA, WEIGHTS)

ODD: tuple[Any, ...] = (
    *(None, True, -1, 0, 2**63, 10**30, 0.5, math.nan, math.inf, -math.inf, 1e308),
    *("", "a", "a" * 5_000, "\x1b[31m", "\ud800", "\u202eevil", "a\nb", "\x00"),
    *([], [[]], [1], {}, {"a": 1}, [None] * 13),
)


def flipped_bytes(sample: Sample, rng: np.random.Generator) -> bytes:
    """Flip bits anywhere in the file."""
    return _flipped(zipped(sample.entries()), rng)


def truncated(sample: Sample, rng: np.random.Generator) -> bytes:
    """Lose the end, or the start."""
    whole = zipped(sample.entries())
    cut = int(rng.integers(len(whole)))
    return whole[cut:] if rng.random() < 0.2 else whole[:cut]


def flipped_entry(sample: Sample, rng: np.random.Generator) -> bytes:
    """Flip bits of an entry that is read; its CRC fits."""
    entries = sample.entries()
    name = READ[int(rng.integers(2))]
    return zipped(entries | {name: _flipped(entries[name], rng)})


def flipped_tensor(sample: Sample, rng: np.random.Generator) -> bytes:
    """Flip bits of one tensor or its header; all CRCs fit."""
    arrays = _arrays(sample)
    name = _one(rng, list(arrays))
    arrays[name] = _flipped(arrays[name], rng)
    return zipped(sample.entries() | {WEIGHTS: zipped(arrays, zipfile.ZIP_DEFLATED)})


def changed_digit(sample: Sample, rng: np.random.Generator) -> bytes:
    """Change one digit of the metadata; the CRC fits."""
    entries = sample.entries()
    text = bytearray(entries[METADATA])
    digits = [i for i, byte in enumerate(text) if chr(byte).isdigit()]
    text[_one(rng, digits)] = ord(str(rng.integers(10)))
    return zipped(entries | {METADATA: bytes(text)})


def lying_header(sample: Sample, rng: np.random.Generator) -> bytes:
    """Change a field of a zip header: sizes, offsets, flags, methods, counts."""
    whole = bytearray(zipped(sample.entries()))
    heads = [
        i for magic in (b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06") for i in _all(whole, magic)
    ]
    place = _one(rng, heads) + int(rng.integers(4, 42))
    value = int(_one(rng, [0, 1, 255, 2**16 - 1, 2**31, 2**32 - 1, int(rng.integers(2**32))]))
    size = _one(rng, [1, 2, 4])
    whole[place : place + size] = struct.pack("<I", value)[:size]
    return bytes(whole)


def emptied_entry(sample: Sample, rng: np.random.Generator) -> bytes:
    """Empty an entry, or one of the arrays, or leave it out."""
    if rng.random() < 0.5:
        entries = sample.entries()
        name = READ[int(rng.integers(2))]
        return zipped({k: v for k, v in entries.items() if k != name} | _maybe(rng, name))
    arrays = _arrays(sample)
    name = _one(rng, list(arrays))
    rest = {k: v for k, v in arrays.items() if k != name} | _maybe(rng, name)
    return zipped(sample.entries() | {WEIGHTS: zipped(rest)})


def doubled_entry(sample: Sample, rng: np.random.Generator) -> bytes:
    """Hold two entries of one name, or of one name under two roots."""
    entries = sample.entries()
    name = READ[int(rng.integers(2))]
    first = _flipped(entries[name], rng)
    if rng.random() < 0.5:
        return zipped({name.replace(ROOT, "other"): first, **entries})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # zipfile warns of what is wanted here
        other = name[:-1] + "?"
        return zipped({other: first, **entries}).replace(other.encode(), name.encode())


def nested(sample: Sample, rng: np.random.Generator) -> bytes:
    """Nest the metadata very deeply."""
    opening, closing = _one(rng, [(b"[", b"]"), (b'{"a":', b"}")])
    depth = int(_one(rng, [500, 1_500, 20_000, 200_000]))
    text = opening * depth + b"1" + closing * depth
    said = b'{"schema": 4, "kind": "%s", "metrics": %s}' % (sample.kind.encode(), text)
    return zipped(sample.entries() | {METADATA: _one(rng, [text, said])})


def repacked(sample: Sample, rng: np.random.Generator) -> bytes:
    """Pack the entries in another way; deflated ones may be read."""
    return zipped(sample.entries(), _one(rng, [8, 12, 14]))


def bomb(sample: Sample, rng: np.random.Generator) -> bytes:
    """Hold an entry that inflates to far more than is allowed."""
    chosen: Callable[[Sample], bytes] = _one(rng, BOMBS)
    return chosen(sample)


def other_tensors(sample: Sample, rng: np.random.Generator) -> bytes:
    """Hold tensors that differ from those that were sealed: types, shapes, values, pickles."""
    return zipped(sample.entries() | {WEIGHTS: npz(_changed_tensors(sample, rng))})


def other_file(sample: Sample, rng: np.random.Generator) -> bytes:
    """Be a file of another kind."""
    noise = rng.bytes(int(rng.integers(1, 2_000)))
    hostile = pickle.dumps({"weights": sample.kind})
    content: bytes = _one(
        rng, [b"", noise, b"PK\x05\x06" + noise, hostile, zipped({"a/extra/b": noise})]
    )
    return content


def forged_metadata(sample: Sample, rng: np.random.Generator) -> bytes:
    """Put something odd anywhere in the metadata, or leave it out."""
    metadata = copy.deepcopy(sample.metadata)
    inner, key = _one(rng, list(_places(metadata)))
    if rng.random() < 0.2 and isinstance(inner, dict):
        del inner[key]
    else:
        inner[key] = copy.deepcopy(_one(rng, ODD))
    return _sealed(metadata, sample)


def forged_words(sample: Sample, rng: np.random.Generator) -> bytes:
    """Name the words oddly, or twice, or many more of them; ears name their music so."""
    metadata = copy.deepcopy(sample.metadata)
    odd = _one(rng, ["warm", "\x1b[2J", "\ud83d", "a" * 10_000, "\u202e", "\r", " ", "\x7f"])
    if "terms" in metadata:
        terms = metadata["terms"]
        terms[int(rng.integers(1, len(terms)))]["term"] = odd
        terms *= int(_one(rng, [1, 2, 40]))
    else:
        metadata["decoder_of"]["model"] = odd
    return _sealed(metadata, sample)


def forged_tensors(sample: Sample, rng: np.random.Generator) -> bytes:
    """Hold odd tensors, with a digest that fits."""
    tensors = _changed_tensors(sample, rng)
    if any(tensor.dtype.kind not in "bf" for tensor in tensors.values()):
        return zipped(sample.entries() | {WEIGHTS: npz(tensors)})
    return zipped(Sample(sample.metadata, tensors).entries())


DAMAGE: tuple[Mutator, ...] = (
    flipped_bytes,
    truncated,
    flipped_entry,
    flipped_tensor,
    changed_digit,
    lying_header,
    emptied_entry,
    doubled_entry,
    nested,
    repacked,
    bomb,
    other_tensors,
    other_file,
)
FORGERY: tuple[Mutator, ...] = (forged_metadata, forged_words, forged_tensors)


def _changed_tensors(sample: Sample, rng: np.random.Generator) -> dict[str, Any]:
    tensors: dict[str, Any] = dict(sample.tensors)
    name = _one(rng, list(tensors))
    tensor = np.array(tensors[name])
    place = tuple(int(rng.integers(n)) for n in tensor.shape)
    match int(rng.integers(9)):
        case 0 | 1:
            value = _one(rng, [math.nan, math.inf, -math.inf, 3e38, -1e30, 1e6, 0.0])
            tensor[place] = value
        case 2:
            tensor = tensor.astype(_one(rng, _DTYPES))
        case 3:
            tensor = _one(
                rng, [tensor[:-1], tensor[:0], tensor.ravel(), tensor[np.newaxis], tensor.T]
            )
        case 4:
            tensor = np.array([{"a": tensor}, print], dtype=object)
        case 5:
            tensors[_one(rng, ["more", "\x1b[31m", "decoder.9.weight", ""])] = tensor
        case 6:
            tensor = np.resize(tensor, 300_000)
        case 7:
            del tensors[name]
            return tensors
        case _:
            tensor = rng.permutation(tensor.ravel()).reshape(tensor.shape)
    return tensors | {name: tensor}


def _sealed(metadata: dict[str, Any], sample: Sample) -> bytes:
    return zipped(Sample(metadata, sample.tensors).entries())


def _arrays(sample: Sample) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(npz(sample.tensors))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each place in metadata; of long lists, the first."""
    items: list[Any] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))[:3]
    for key, inner in items:
        yield value, key
        yield from _places(inner)


def _flipped(content: bytes, rng: np.random.Generator) -> bytes:
    flipped = bytearray(content)
    for _ in range(int(_one(rng, [1, 1, 2, 8]))):
        flipped[int(rng.integers(len(flipped)))] ^= 1 << int(rng.integers(8))
    return bytes(flipped)


def _maybe(rng: np.random.Generator, name: str) -> dict[str, bytes]:
    return {name: b""} if rng.random() < 0.5 else {}


def _all(content: bytearray, magic: bytes) -> list[int]:
    found = [content.find(magic)]
    while found[-1] >= 0:
        found.append(content.find(magic, found[-1] + 1))
    return found[:-1]


def _one(rng: np.random.Generator, choices: Any) -> Any:
    return choices[int(rng.integers(len(choices)))]
