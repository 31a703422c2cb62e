"""NumPy archives: what numpy.savez writes comes back, anything else is refused."""

from __future__ import annotations

import io
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from semeq import DataError
from semeq.files import npz

READABLE = [bool, "<f4", ">f4", "<f8", ">f8", "<i8", "<U5"]


def saved(**tensors: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.savez_compressed(file, **tensors)
    return file.getvalue()


def npy(header: str, values: bytes = b"", version: bytes = b"\x01\x00") -> bytes:
    text = header.encode() + b"\n"
    return b"\x93NUMPY" + version + len(text).to_bytes(2, "little") + text + values


@given(
    st.sampled_from(READABLE).flatmap(
        lambda dtype: arrays.arrays(
            dtype,
            arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
            elements=st.characters(exclude_categories=["Cs"]) if dtype == "<U5" else None,
        )
    ),
    st.booleans(),
)
def test_the_same_as_numpy_reads(array: np.ndarray, transposed: bool) -> None:
    array = array.T if transposed else array
    read = npz.read_npz(saved(a=array, b=np.zeros(1)))["a"]
    np.testing.assert_array_equal(read, array)
    assert read.shape == array.shape
    assert read.dtype == array.dtype.newbyteorder("=")
    assert read.flags.c_contiguous
    assert read.flags.aligned
    assert not read.flags.writeable


@pytest.mark.parametrize(
    "array",
    [
        np.array([{}], dtype=object),
        np.zeros(3, np.float16),
        np.zeros(3, np.complex64),
        np.zeros(3, [("a", "f4")]),
        np.array([b"bytes"]),
        np.zeros(3, "M8[s]"),
        np.zeros(3, np.uint8),
    ],
)
def test_other_types(array: np.ndarray) -> None:
    with pytest.raises(DataError, match="array 'a' is not one of numbers as NumPy saves them"):
        npz.read_npz(saved(a=array))


SHAPE_3 = "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not one of numbers"),
        (npy(SHAPE_3, bytes(12))[:-1], r"shape \(3,\) of float32, but has 11 bytes"),
        (npy(SHAPE_3, bytes(13)), "has 13 bytes"),
        (npy(SHAPE_3, bytes(12), version=b"\x02\x00"), "not one of numbers"),
        (npy(SHAPE_3.replace("(3,)", "(3L,)"), bytes(12)), "not one of numbers"),
        (npy(SHAPE_3.replace("(3,)", "(-3,)"), bytes(12)), "not one of numbers"),
        (npy(SHAPE_3.replace("(3,)", "(" * 900), bytes(12)), "not one of numbers"),
        (npy(SHAPE_3.replace("3", "3" * 12), bytes(12)), "declares shape"),
        (npy(SHAPE_3.replace("3", "3" * 900), bytes(12)), "not one of numbers"),
        (npy(SHAPE_3.replace("(3,)", "(0, 999999999999)")), "declares shape"),
        (npy(SHAPE_3.replace("(3,)", f"({'1, ' * 8}3)"), bytes(12)), "declares shape"),
        (npy(SHAPE_3.replace("f4", "U0"), b""), "not one of numbers"),
        (npy(SHAPE_3.replace("<f4", "|b1"), b"\x00\x01\x02"), "of bools holds something else"),
        (npy(SHAPE_3.replace("f4", "U1"), b"\xff" * 12), "'a' is not text"),
        (npy(SHAPE_3.replace("f4", "U1"), b"\x00\xd8\x00\x00" * 3), "'a' is not text"),
        (npy(SHAPE_3 + " " * 2_000, bytes(12)), "not one of numbers"),
    ],
)
def test_damaged_arrays(zipped, content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        npz.read_npz(zipped({"a.npy": content}))


def test_an_array_at_an_odd_place_is_aligned(zipped) -> None:
    content = npy(SHAPE_3.replace("f4", "f8") + " ", np.float64([1, 2, 3]).tobytes())
    read = npz.read_npz(zipped({"a.npy": content}))["a"]
    assert read.tolist() == [1, 2, 3]
    assert read.flags.aligned


def test_bounds(zipped, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npz, "MAX_ARRAY_BYTES", 3_000)
    monkeypatch.setattr(npz, "MAX_TOTAL_BYTES", 6_000)
    read = npz.read_npz(saved(a=np.zeros(375), b=np.zeros(300)))
    assert len(read) == 2
    with pytest.raises(DataError, match=re.escape("declares 3 arrays of 9,384 bytes")):
        npz.read_npz(saved(a=np.zeros(375), b=np.zeros(375), c=np.zeros(375)))
    with pytest.raises(DataError, match=r"'a\.npy' declares 4,128 bytes, at most 4,024"):
        npz.read_npz(saved(a=np.zeros(500)))
    with pytest.raises(DataError, match="declares 1,001 arrays"):
        npz.read_npz(zipped({str(i): b"" for i in range(1_001)}))
    with pytest.raises(DataError, match="two of its arrays have one name"):
        npz.read_npz(zipped({"a.npy": b"", "a": b""}))
