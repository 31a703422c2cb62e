"""No contributor on two sides."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from semeq.errors import DataError, ParameterError
from semeq.train.data.cleaning import clean
from semeq.train.data.graphic import graphic_settings
from semeq.train.data.safe import read_safe
from semeq.train.data.splits import grouped_folds, grouped_split
from semeq.train.data.table import SettingsTable


def table_of(people: list[int], words: list[str]) -> SettingsTable:
    names = np.array([f"contributor-{p:03d}" for p in people])
    return SettingsTable(
        np.arange(len(people)), np.array(words), names, np.zeros((len(people), 13)), "made up"
    )


@given(st.lists(st.integers(0, 30), min_size=40, max_size=120), st.integers(0, 2**31), st.data())
def test_folds_partition_rows_and_keep_people_together(
    people: list[int], seed: int, data: st.DataObject
) -> None:
    words = data.draw(st.lists(st.sampled_from(["warm", "bright", "odd"]), min_size=len(people),
                               max_size=len(people)))  # fmt: skip
    table = table_of(people, words)
    try:
        folds = grouped_folds(table, n_folds=4, seed=seed)
    except DataError:
        assert len(set(people)) < 20
        return
    assert np.sort(np.concatenate(folds)).tolist() == list(range(len(people)))
    owners = [set(table.contributors[fold].tolist()) for fold in folds]
    assert sum(len(owner) for owner in owners) == len(set(people))


@pytest.fixture(scope="session")
def cleaned(shared_dir: Path) -> SettingsTable:
    return clean(read_safe(shared_dir / "data" / "safe" / "SAFEEqualiserUserData.csv"))[0]


@pytest.mark.parametrize("seed", range(5))
def test_real_parts_hold_both_words_and_their_share(cleaned: SettingsTable, seed: int) -> None:
    split = grouped_split(cleaned, seed=seed)
    parts = [cleaned.select(rows) for rows in (split.train, split.val, split.test)]
    for part, share in zip(parts, (0.7, 0.15, 0.15), strict=True):
        assert len(part) / len(cleaned) == pytest.approx(share, abs=0.03)
        for word in ("warm", "bright"):
            all_rows = cleaned.rows_of(word).sum()
            assert part.rows_of(word).sum() / all_rows == pytest.approx(share, abs=0.03)
    owners = [set(part.contributors.tolist()) for part in parts]
    assert not owners[0] & owners[1] | owners[0] & owners[2] | owners[1] & owners[2]


def test_same_seed_same_split(cleaned: SettingsTable) -> None:
    first, again = grouped_split(cleaned, seed=7), grouped_split(cleaned, seed=7)
    np.testing.assert_array_equal(first.test, again.test)
    assert not np.array_equal(first.test, grouped_split(cleaned, seed=8).test)


def test_too_few_people_are_refused() -> None:
    with pytest.raises(DataError, match="2 contributors cannot be split into 3 parts"):
        grouped_split(table_of([1, 2], ["warm", "warm"]), seed=0)
    with pytest.raises(ParameterError, match="n_folds must be at least 2"):
        grouped_folds(table_of([1, 2], ["warm", "warm"]), n_folds=1, seed=0)


@given(seed=st.integers(0, 2**32 - 1), n_folds=st.integers(2, 6))
def test_sessions_of_a_word_are_spread_over_the_folds(seed: int, n_folds: int) -> None:
    words = np.repeat(["loud", "soft", "cold", "odd"], [30, 18, 12, 1])
    gains = np.random.default_rng(seed).normal(size=(61, 40))
    gains[1] = gains[0]  # one curve, taught twice
    table = graphic_settings("SocialFX", words, np.full(61, "en"), gains)
    folds = grouped_folds(table, n_folds=n_folds, seed=seed)
    assert sorted(np.concatenate(folds).tolist()) == list(range(61))
    assert len([fold for fold in folds if 0 in fold or 1 in fold]) == 1
    for word, n in (("loud", 30), ("soft", 18), ("cold", 12)):
        counts = [int((words[fold] == word).sum()) for fold in folds]
        assert min(counts) >= n // n_folds - 2
        assert max(counts) <= -(-n // n_folds) + 2
