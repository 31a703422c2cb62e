"""Agreement of a word's sessions: against its definition, chance, and the real sessions."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from semeq import DataError
from semeq.train.data.agreement import agreements, spread_db
from semeq.train.data.socialfx import read_socialfx
from semeq.words.agreement import Agreement


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
    assert list(found) == ["alike", "few", "pair"]  # and no word of one session
    for word, each in found.items():
        own = curves_db[words == word]
        pairs = [np.corrcoef(a, b)[0, 1] for a, b in combinations(own, 2)]
        assert each.correlation == pytest.approx(np.mean(pairs))
    everyone = [np.corrcoef(a, b)[0, 1] for a, b in combinations(curves_db, 2)]
    assert found["few"].chance == pytest.approx(np.mean(everyone))


def test_random_groups_are_made_up_like_the_word(rng: np.random.Generator) -> None:
    """Half of the people send curves that are all alike, whatever the word."""
    words = np.tile(["a", "b", "c", "d"], 20)
    sources = np.repeat(["one", "two"], 40)
    curves_db = rng.normal(size=(80, 40))
    curves_db[:40] += 3.0 * np.linspace(-1, 1, 40)
    found = agreements(words, curves_db, sources)
    assert not any(each.is_above_chance for each in found.values())
    correlation = np.corrcoef(curves_db)
    ten = np.r_[0:10, 40:50]
    draws = []
    for _ in range(2_000):
        rows = np.concatenate([rng.permutation(40)[:10], 40 + rng.permutation(40)[:10]])
        draws.append((correlation[np.ix_(rows, rows)].sum() - 20) / 380)
    assert len(ten) == (words == "a").sum()
    assert found["a"].chance == pytest.approx(np.mean(draws), abs=0.01)
    assert found["a"].chance_p95 == pytest.approx(np.quantile(draws, 0.95), abs=0.02)
    words[40:][words[40:] == "a"] = "e"  # now a word of the first source alone is no wonder
    assert not agreements(words, curves_db, sources)["a"].is_above_chance
    assert agreements(words, curves_db)["a"].is_above_chance


def test_spread_is_the_distance_from_the_median(rng: np.random.Generator) -> None:
    curves_db = rng.normal(size=(7, 40))
    shapes = curves_db - curves_db.mean(axis=1, keepdims=True)
    distances_db = shapes - np.median(shapes, axis=0)
    assert spread_db(curves_db + 5.0) == pytest.approx(np.sqrt(np.mean(distances_db**2)))


def test_level_and_size_do_not_count(made_up: tuple[np.ndarray, np.ndarray]) -> None:
    words, curves_db = made_up
    sizes = np.linspace(0.5, 3.0, len(words))[:, None]
    moved = agreements(words, sizes * curves_db + 7.0)
    for word, each in agreements(words, curves_db).items():
        assert moved[word].correlation == pytest.approx(each.correlation)
        assert (moved[word].low, moved[word].high) == pytest.approx((each.low, each.high))
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
    found = agreements(words, curves_db, n_resamples=4_000)["few"]
    assert [found.low, found.high] == pytest.approx(np.quantile(draws, [0.025, 0.975]), abs=0.03)
    assert agreements(words, curves_db)["pair"].low == -1.0


def test_interval_covers_what_the_word_is_like() -> None:
    """Curves of a shape plus noise of the same power have the correlation 1/2."""
    rng = np.random.default_rng(0)
    shape = rng.normal(size=400)
    shape /= shape.std()
    inside = []
    for _ in range(60):
        curves_db = shape + rng.normal(size=(20, 400)) * rng.choice([0.7, 1.3], size=(20, 1))
        truth_db = shape + rng.normal(size=(300, 400)) * rng.choice([0.7, 1.3], size=(300, 1))
        truth = agreements(np.full(300, "w"), truth_db, n_resamples=2)["w"].correlation
        found = agreements(np.full(20, "w"), curves_db, n_resamples=300)["w"]
        inside.append(found.low <= truth <= found.high)
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
    assert other["few"].low != agreements(words, curves_db)["few"].low
    alone = agreements(words[words == "few"], curves_db[words == "few"])
    assert alone["few"].low == agreements(words, curves_db)["few"].low


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
    assert real[word].correlation == pytest.approx(agreement, abs=0.005)
    assert real[word].low < agreement < real[word].high


def test_many_people_do_not_mean_agreement(real: dict[str, Agreement]) -> None:
    assert len(real) == 210
    chance = real["warm"].chance
    assert chance == pytest.approx(0.0117, abs=5e-5)  # over all pairs; 0.02 within a draw of them
    assert [real[word].is_above_chance for word in ("tinny", "dark", "warm", "soft")] == [True] * 4
    for word in ("cold", "claro", "happy", "harsh"):
        assert not real[word].is_above_chance
        assert real[word].low < chance
    assert real["warm"].low > real["warm"].chance_p95
