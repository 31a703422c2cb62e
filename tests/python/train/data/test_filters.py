"""Filters drop rows one after another, and every row they drop is counted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from semeq.errors import DataError
from semeq.train.data.filters import drop_rows, is_rare, repeats


@dataclass(frozen=True)
class Numbers:
    values: np.ndarray

    def __len__(self) -> int:
        return len(self.values)

    def select(self, rows: np.ndarray) -> Numbers:
        return Numbers(self.values[rows])


def test_each_filter_sees_what_those_before_it_left() -> None:
    left, steps = drop_rows(
        Numbers(np.arange(10)),
        {
            "odd": lambda t: t.values % 2 == 1,
            "second half": lambda t: t.values >= np.median(t.values),
        },
    )
    assert left.values.tolist() == [0, 2]
    assert [(step.name, step.n_removed, step.n_left) for step in steps] == [
        ("odd", 5, 5),
        ("second half", 3, 2),
    ]


def test_the_error_tells_which_filter_took_how_many() -> None:
    with pytest.raises(DataError, match=r"left none of 3 rows \(low: 2, high: 1\)"):
        drop_rows(
            Numbers(np.arange(3)),
            {"low": lambda t: t.values < 2, "high": lambda t: t.values >= 2},
        )


def test_rows_repeat_by_word_and_rounded_values() -> None:
    words = np.array(["warm", "warm", "bright", "warm"])
    values = np.array([[0.0, 1.0], [-0.0, 1.0004], [0.0, 1.0], [0.0, 1.0006]])
    assert repeats(words, values, 3).tolist() == [False, True, False, False]


def test_rare_words_have_fewer_rows() -> None:
    words = np.array(["warm", "odd", "warm"])
    assert is_rare(words, 2).tolist() == [False, True, False]
