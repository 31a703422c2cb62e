"""Checks let good values through as semeq uses them, and refuse all others in a sentence."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from semeq import ParameterError, checks
from semeq.hashing import file_sha256


@pytest.mark.parametrize("value", [1, 1.0, np.float32(1), np.int8(1), np.array(1.0)])
def test_any_single_number_is_a_number(value) -> None:
    for result in (checks.check_number("x", value, 0, 1), checks.check_positive("x", value)):
        assert type(result) is float
        assert result == 1.0


def test_a_tensor_of_one_number_is_a_number() -> None:
    assert checks.check_number("x", pytest.importorskip("torch").ones(1), 0, 1) == 1.0


NO_NUMBERS: list[Any] = [
    None, "1", b"1", np.str_("1"), True, np.True_, 1j, np.complex64(1), [1], {}, np.ones(2),
    np.array([1.0]), np.array("1", object), object, 10**400,
]  # fmt: skip


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
def test_all_else_is_no_number(value) -> None:
    for check in (checks.check_number, checks.check_positive):
        with pytest.raises(ParameterError, match="x must be a single number, got"):
            check("x", value)
    with pytest.raises(ParameterError, match="sample_rate must be a single number, got"):
        checks.check_sample_rate(value)


@pytest.mark.parametrize(
    ("check", "message"),
    [
        (lambda: checks.check_number("x", 1.5, 0, 1), r"x must be in \[0, 1\], got 1.5"),
        (lambda: checks.check_number("x", np.nan, 0, 1), r"x must be in \[0, 1\], got nan"),
        (lambda: checks.check_number("x", np.inf), "x must be finite, got inf"),
        (lambda: checks.check_number("x", -1, 0), "x must be finite and at least 0, got -1"),
        (lambda: checks.check_number("x", 1, highest=0), "finite and at most 0, got 1"),
        (lambda: checks.check_positive("q", 0), "q must be finite and > 0, got 0"),
        (lambda: checks.check_sample_rate(7_999), "from 8000 to 384000 Hz, got 7999"),
        (lambda: checks.check_count("n", 0), "n must be at least 1, got 0"),
        (lambda: checks.check_count("n", 9, 0, 8), "n must be from 0 to 8, got 9"),
        (lambda: checks.check_count("n", 10**9_999, 0, 8), "n must be from 0 to 8, got int"),
        (lambda: checks.check_count("n", 2.0), r"n must be a whole number, got 2\.0"),
        (lambda: checks.check_count("n", True), "n must be a whole number, got True"),
        (lambda: checks.check_flag("resume", "no"), "resume must be True or False, got 'no'"),
        (lambda: checks.check_text("term", b"warm"), "term must be a str, got b'warm'"),
        (lambda: checks.check_choice("c", ["a"], ("a", "b")), r"c must be one of a, b, got \['a'"),
        (lambda: checks.check_choice("c", np.zeros(2), ("a",)), "c must be one of a, got array"),
        (
            lambda: checks.check_instance("model", 3, (str, dict), cure="name one"),
            r"model must be of type str or dict, got 3 \(name one\)",
        ),
        (lambda: checks.check_callable("on_progress", 1), "on_progress must be callable, got 1"),
        (lambda: checks.check_path("source", 3), "source must be a path"),
        (lambda: checks.check_path("source", b"in.wav"), "source must be a path"),
        (lambda: checks.check_path("source", "a\0b"), "source must be a path"),
        (lambda: checks.check_path("source", "\ud800"), "source must be a path"),
    ],
)
def test_refusals_name_value_and_expectation(check, message) -> None:
    with pytest.raises(ParameterError, match=message):
        check()


@pytest.mark.parametrize(
    "values",
    [None, "1", ["1", "2"], [True], [1j], [[1], [1, 2]], [object], {}, {1.0}, [10**30],
     np.array([1.0], object)],
    ids=repr,
)  # fmt: skip
def test_an_array_holds_numbers(values) -> None:
    with pytest.raises(ParameterError, match="gains must hold numbers, got"):
        checks.check_array("gains", values)


def test_a_tensor_that_requires_grad_is_refused() -> None:
    tensor = pytest.importorskip("torch").ones(2, requires_grad=True)
    with pytest.raises(ParameterError, match="gains must hold numbers, got"):
        checks.check_array("gains", tensor)


def test_an_array_is_in_range_finite_and_contiguous() -> None:
    result = checks.check_array("gains", np.ones((3, 4)).T, 0, 1, dtype=np.float64, n_dims=2)
    assert result.dtype == np.float64
    assert result.flags.c_contiguous
    assert checks.check_array("gains", 0.5).shape == ()
    assert checks.check_array("gains", []).shape == (0,)
    with pytest.raises(ParameterError, match=r"gains must be in \[0, 1\], got 2"):
        checks.check_array("gains", [[0, 1], [2, 3]], 0, 1)
    for value in (np.nan, np.inf, 1e300):
        with pytest.raises(ParameterError, match="gains must be finite, got"):
            checks.check_array("gains", [0.0, value])
    with pytest.raises(ParameterError, match=r"must have 1 dimension\(s\), got shape \(2, 1\)"):
        checks.check_array("gains", [[1], [2]], n_dims=1)


def test_a_message_stays_short_whatever_was_given() -> None:
    class Shy:
        def __repr__(self) -> str:
            raise RuntimeError

    assert checks.show(Shy()) == "Shy"
    assert len(checks.show("x" * 10_000)) < 100
    assert "\n" not in checks.show(np.zeros((50, 50)))


def test_the_hash_of_a_file(tmp_path: Path) -> None:
    content = bytes(range(256)) * 5_000
    (tmp_path / "file").write_bytes(content)
    assert file_sha256(tmp_path / "file") == hashlib.sha256(content).hexdigest()
