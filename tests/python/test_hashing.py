"""Digests of tensors and of JSON: what must not matter does not, every bit that matters does."""

from __future__ import annotations

import hashlib
import json
import struct

import numpy as np
import pytest

from semeq.hashing import json_sha256, tensors_sha256

FLOATS = np.array([[1.0, -2.5, 0.0], [3.0, 1e-40, 6.0]], np.float32)


def test_tensors_against_a_hash_written_out_by_hand() -> None:
    values = struct.pack("<6f", *FLOATS.ravel().tolist())
    expected = hashlib.sha256(b'["a.weight", "<f4", [2, 3]]' + values)
    expected.update(b'["b", "|b1", [1]]' + b"\x01")
    assert tensors_sha256({"b": np.array([True]), "a.weight": FLOATS}) == expected.hexdigest()


def test_layout_and_byte_order_do_not_matter() -> None:
    sha256 = tensors_sha256({"a": FLOATS})
    assert tensors_sha256({"a": np.asfortranarray(FLOATS)}) == sha256
    assert tensors_sha256({"a": FLOATS.astype(">f4")}) == sha256
    assert tensors_sha256({"a": np.repeat(FLOATS, 2, axis=1)[:, ::2]}) == sha256


@pytest.mark.parametrize(
    "other",
    [
        {"b": FLOATS},
        {"a": FLOATS.T},
        {"a": FLOATS.ravel()},
        {"a": FLOATS.astype(np.float64)},
        {"a": FLOATS.view(np.int32)},
        {"a": np.where(FLOATS == 0, -0.0, FLOATS).astype(np.float32)},
        {"a": FLOATS, "b": FLOATS[:0]},
        {"a": FLOATS[:1], "b": FLOATS[1:]},
        {},
    ],
)
def test_names_shapes_types_and_bits_matter(other: dict[str, np.ndarray]) -> None:
    assert tensors_sha256(other) != tensors_sha256({"a": FLOATS})


def test_json_by_what_it_says() -> None:
    value = {"b": [1, 2.5, None], "a": {"é": "\ud800", "n": True}}
    sha256 = json_sha256(value)
    assert json_sha256(json.loads(json.dumps(value, indent=2, sort_keys=True))) == sha256
    assert json_sha256(json.loads(json.dumps(value, ensure_ascii=False))) == sha256
    for other in (value | {"b": [1, 2.5]}, value | {"b": [1.0, 2.5, None]}, {"a": value["a"]}):
        assert json_sha256(other) != sha256
