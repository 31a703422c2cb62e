"""Agreement of a word's sessions: against its definition, chance, and the real sessions."""

from __future__ import annotations

import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from semeq import DataError
from semeq.train.data.agreement import Agreement, agreements
from semeq.train.data.socialfx import read_socialfx


@pytest.fixture
def made_up(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Words of 2 to 12 sessions and one of a single session: the first agree, the others not."""
    words = np.repeat(["alike", "few", "pair", "alone"], [12, 5, 2, 1])
    curves_db = rng.normal(size=(20, 40))
    curves_db[:12] += 2.0 * np.linspace(-1, 1, 40)
    return words, curves_db


def test_agreement_is_the_mean_over_all_pairs(made_up: tuple[np.ndarray, np.ndarray]) -> None:
    words, curves_db = made_up
    found = agreements(words, curves_db)
    assert list(found) == ["alike", "few", "pair"]
    for word, each in found.items():
        own = curves_db[words == word]
        pairs = [np.corrcoef(a, b)[0, 1] for a, b in combinations(own, 2)]
        assert each.n_sessions == len(own)
        assert each.agreement == pytest.approx(np.mean(pairs))
        distances_db = np.sqrt(np.mean((own - np.median(own, axis=0)) ** 2, axis=1))
        assert each.spread_db == pytest.approx(math.sqrt(np.mean(distances_db**2)))
    everyone = [np.corrcoef(a, b)[0, 1] for a, b in combinations(curves_db, 2)]
    assert found["few"].chance == pytest.approx(np.mean(everyone))


def test_level_and_size_do_not_count(made_up: tuple[np.ndarray, np.ndarray]) -> None:
    words, curves_db = made_up
    sizes = np.linspace(0.5, 3.0, len(words))[:, None]
    moved = agreements(words, sizes * curves_db + 7.0)
    for word, each in agreements(words, curves_db).items():
        assert moved[word].agreement == pytest.approx(each.agreement)
        assert moved[word].interval == pytest.approx(each.interval)
        assert moved[word].chance_p95 == pytest.approx(each.chance_p95)


def test_interval_draws_sessions_and_pairs_none_with_itself(
    made_up: tuple[np.ndarray, np.ndarray],
) -> None:
    words, curves_db = made_up
    own = curves_db[words == "few"]
    correlation = np.corrcoef(own)
    draws = []
    rng = np.random.default_rng(1)
    for _ in range(4_000):
        picked = rng.integers(5, size=5)
        pairs = [correlation[a, b] for a, b in combinations(picked, 2) if a != b]
        if pairs:
            draws.append(np.mean(pairs))
    interval = agreements(words, curves_db, n_resamples=4_000)["few"].interval
    assert interval == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=0.03)
    assert agreements(words, curves_db)["pair"].interval == (-1.0, 1.0)


def test_interval_covers_what_the_word_is_like() -> None:
    """Curves of a shape plus noise of the same power have the correlation 1/2."""
    rng = np.random.default_rng(0)
    shape = rng.normal(size=400)
    shape /= shape.std()
    inside = []
    for _ in range(60):
        curves_db = shape + rng.normal(size=(20, 400)) * rng.choice([0.7, 1.3], size=(20, 1))
        truth_db = shape + rng.normal(size=(300, 400)) * rng.choice([0.7, 1.3], size=(300, 1))
        truth = agreements(np.full(300, "w"), truth_db, n_resamples=2)["w"].agreement
        low, high = agreements(np.full(20, "w"), curves_db, n_resamples=300)["w"].interval
        inside.append(low <= truth <= high)
    assert 0.8 <= np.mean(inside) <= 1.0


def test_five_in_a_hundred_pass_chance_by_chance() -> None:
    passed = []
    words = np.repeat([f"word {i}" for i in range(100)], 6)
    for seed in range(8):
        rng = np.random.default_rng(seed)
        curves_db = rng.normal(size=(600, 6)) @ rng.normal(size=(6, 40))
        found = agreements(words, curves_db).values()
        passed.append(np.mean([each.is_above_chance for each in found]))
    assert np.mean(passed) == pytest.approx(0.05, abs=0.02)


def test_the_seed_decides_and_other_words_do_not(made_up: tuple[np.ndarray, np.ndarray]) -> None:
    words, curves_db = made_up
    assert agreements(words, curves_db) == agreements(words, curves_db)
    other = agreements(words, curves_db, seed=1)
    assert other["few"].interval != agreements(words, curves_db)["few"].interval
    alone = agreements(words[words == "few"], curves_db[words == "few"])
    assert alone["few"].interval == agreements(words, curves_db)["few"].interval


def test_curves_that_say_nothing_are_refused(made_up: tuple[np.ndarray, np.ndarray]) -> None:
    words, curves_db = made_up
    with pytest.raises(DataError, match=r"one curve for each of 20 words.*\(19, 40\)"):
        agreements(words, curves_db[1:])
    for value in (3.0, np.nan):
        wrong = curves_db.copy()
        wrong[4] = value
        with pytest.raises(DataError, match="curve 4 is flat or not finite"):
            agreements(words, wrong)
    assert agreements(words[:1], curves_db[:1]) == {}


@pytest.fixture(scope="module")
def real(shared_dir: Path) -> dict[str, Agreement]:
    path = shared_dir / "data/socialfx/eq_contributions.csv"
    if not path.exists():
        pytest.skip("needs eq_contributions.csv in ../shared, which is not distributed")
    table = read_socialfx(path).data
    return agreements(table.words, table.curves_db)


@pytest.mark.parametrize(
    ("word", "agreement"),
    [
        ("tinny", 0.82), ("pesado", 0.60), ("dark", 0.57), ("sharp", 0.50), ("crisp", 0.47),
        ("heavy", 0.46), ("loud", 0.40), ("bright", 0.34), ("warm", 0.25), ("soothing", 0.24),
        ("soft", 0.20), ("harsh", 0.08), ("happy", 0.08), ("cold", 0.05), ("claro", 0.05),
    ],
)  # fmt: skip
def test_real_sessions_agree_as_far_as_is_known(
    real: dict[str, Agreement], word: str, agreement: float
) -> None:
    assert real[word].agreement == pytest.approx(agreement, abs=0.005)
    low, high = real[word].interval
    assert low < agreement < high


def test_many_people_do_not_mean_agreement(real: dict[str, Agreement]) -> None:
    assert len(real) == 210
    chance = real["warm"].chance
    assert chance == pytest.approx(0.0117, abs=5e-5)  # over all pairs; 0.02 within a draw of them
    assert [real[word].is_above_chance for word in ("tinny", "dark", "warm", "soft")] == [True] * 4
    for word in ("cold", "claro", "happy", "harsh"):
        assert not real[word].is_above_chance
        assert real[word].interval[0] < chance
    assert real["warm"].interval[0] > real["warm"].chance_p95
    assert real["tinny"].spread_db == pytest.approx(1.17, abs=0.01)
    assert real["cold"].spread_db == pytest.approx(3.05, abs=0.01)
