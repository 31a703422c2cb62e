"""One vocabulary from two sources, its modes, and the checks of one source by the other."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import semeq
from semeq.eq.response import GRID_HZ, params_curve_db
from semeq.train.data.graphic import WordCurves
from semeq.train.data.loading import load_splits
from semeq.train.data.socialeq import read_socialeq
from semeq.train.data.table import SettingsTable
from semeq.train.model.config import from_dict
from semeq.train.model.mixing import PULL_DB
from semeq.train.study.walks import check_walks, pull_costs
from semeq.train.study.walks import report as walks_report
from semeq.train.study.word_checks import check_words
from semeq.train.study.word_report import report
from semeq.train.vocabulary.build import blended, build_vocabulary
from semeq.train.vocabulary.senses import find_senses

SOUND = np.array([0.0, 120, 0, 350, 1, 0, 1_000, 1, 0, 3_000, 1, 0, 7_000])


def settings_of(gains: np.ndarray) -> np.ndarray:
    params = np.tile(SOUND, (len(gains), 1))
    params[:, (0, 2, 5, 8, 11)] = gains
    return params


def made_up_table(words: list[str], people: list[str], gains: np.ndarray) -> SettingsTable:
    return SettingsTable(
        np.arange(len(words)),
        np.array(words),
        np.array(people),
        settings_of(gains),
        source="SAFE-DB",
    )


@pytest.fixture
def socialeq() -> WordCurves:
    tilt = np.linspace(-1, 1, 40)
    return WordCurves(
        "SocialEQ",
        np.array(["bright", "claro", "warm"]),
        np.array(["en", "es", "en"]),
        np.stack([tilt, tilt, -tilt]),
        np.array([2, 34, 8]),
    )


def test_words_of_both_sources_are_joined(socialeq: WordCurves, rng: np.random.Generator) -> None:
    words = ["warm"] * 8 + ["thin"] * 4 + ["rare"] * 2
    people = [f"p{i % 4}" for i in range(12)] + ["p0", "p0"]
    table = made_up_table(words, people, rng.normal([4, 1, 0, -1, -4], 1, (14, 5)))
    entries = {entry.term: entry for entry in build_vocabulary(table, socialeq, min_examples=4)}
    assert list(entries) == ["warm", "thin", "claro", "bright"]
    warm = entries["warm"]
    assert warm.sources == (("SAFE-DB", 8, 4), ("SocialEQ", 8, 8))
    median = np.median(params_curve_db(table.params[:8], sample_rate=44_100), axis=0)
    taught = socialeq.grid_curves_db[2]
    np.testing.assert_allclose(warm.curve_db, blended(median, 8, taught, 8), atol=1e-3)
    assert warm.correlation == pytest.approx(np.corrcoef(median, taught)[0, 1], abs=1e-4)
    assert warm.band_db is not None
    low, high = warm.band_db
    inside = (low <= median + 1e-6) & (median <= high + 1e-6)
    assert inside.all()
    assert entries["claro"].grade == "solid"
    assert entries["claro"].as_dict() == {
        "term": "claro",
        "language": "es",
        "sources": [{"name": "SocialEQ", "n_examples": 34, "n_contributors": 34}],
        "grade": "solid",
    }
    assert entries["thin"].correlation is None
    assert "params" not in json.dumps(warm.as_dict())
    assert {e.term for e in build_vocabulary(table, None, min_examples=2)} == {
        "warm",
        "thin",
        "rare",
    }


def test_one_person_s_settings_give_no_band(rng: np.random.Generator) -> None:
    table = made_up_table(["re27"] * 6, ["p0"] * 6, rng.normal(0, 3, (6, 5)))
    [entry] = build_vocabulary(table, None, min_examples=4)
    assert entry.grade == "one person's word"
    assert entry.band_db is None


def test_a_blend_weighs_by_counts() -> None:
    safe, taught = np.array([1.0, 3.0, 5.0]), np.array([10.0, 0.0, -10.0])
    np.testing.assert_allclose(blended(safe, 5, taught, 0), safe)
    mostly = blended(safe, 1, taught, 10**9)
    assert mostly.mean() == pytest.approx(3.0)  # the level stays
    np.testing.assert_allclose(mostly - 3.0, taught, rtol=1e-3)


def people_of_two_minds(
    seed: int, *, two: bool, spread: float = 1.5
) -> tuple[np.ndarray, np.ndarray]:
    """120 settings of 14 people, who mean one thing by a word or either of two."""
    rng = np.random.default_rng(seed)
    who = rng.integers(14, size=120)
    own = rng.normal(0, 1, (14, 5))
    meanings = np.array([[4, 2, 0, 0, -3], [-5, 0, 0, 3, 6]])
    side = who % 2 if two else np.zeros_like(who)
    gains = meanings[side] + own[who] + rng.normal(0, spread, (120, 5))
    return params_curve_db(settings_of(gains), sample_rate=44_100), np.array([f"p{i}" for i in who])


@pytest.mark.parametrize("seed", [0, 1])
def test_separate_meanings_are_found_and_one_is_not_split(seed: int) -> None:
    curves, people = people_of_two_minds(seed, two=True)
    senses = find_senses(curves, people)
    assert senses.are_separate
    assert (
        len({(label, int(name[1:]) % 2) for label, name in zip(senses.labels, people, strict=True)})
        == 2
    )
    assert not find_senses(*people_of_two_minds(seed, two=False)).are_separate


def test_one_busy_person_s_second_meaning_is_not_a_mode() -> None:
    curves, people = people_of_two_minds(0, two=False)
    odd = people == "p3"
    curves = np.where(odd[:, None], -3.0 * curves, curves)
    assert not find_senses(curves, people).are_separate


def test_few_settings_or_people_have_no_modes() -> None:
    curves, people = people_of_two_minds(0, two=True)
    assert find_senses(curves[:29], people[:29]) is None
    assert find_senses(curves, np.where(people == "p1", "a", "b")) is None


def test_a_word_of_two_meanings_gets_variants() -> None:
    rng = np.random.default_rng(0)
    who = rng.integers(14, size=120)
    meanings = np.array([[4, 2, 0, 0, -3], [-5, 0, 0, 3, 6]])
    gains = meanings[who % 2] + rng.normal(0, 1, (120, 5))
    table = made_up_table(["big"] * 120, [f"p{i}" for i in who], gains)
    big, first, second = build_vocabulary(table, None, min_examples=4)
    assert big.as_dict()["variants"] == ["big@1", "big@2"] == [first.term, second.term]
    assert sum(first.sources[0][1:2] + second.sources[0][1:2]) == 120
    shapes = {np.sign(e.curve_db[0] - e.curve_db[-1]) for e in (first, second)}
    assert shapes == {-1.0, 1.0}


@pytest.fixture(scope="module")
def checks(shared_dir: Path, model: semeq.Model) -> dict:
    config = from_dict(model.metadata["training"]["config"])
    splits = load_splits(shared_dir / "data/safe/SAFEEqualiserUserData.csv", config.data)
    socialeq = read_socialeq(shared_dir / "data/audealize/eqdescriptors.json").data
    return check_words(model, splits.train, socialeq)


def test_socialeq_s_words_fit_and_tell_safe_s_apart(checks: dict) -> None:
    assert checks["fit"]["median_db"] <= 0.31
    assert checks["fit"]["p95_db"] <= 0.69
    assert checks["fit"]["played_median_db"] <= 0.31
    assert checks["fit"]["played_p95_db"] <= 0.69
    assert checks["pair"]["accuracy"] >= 0.86
    assert checks["graphic"]["max_error_db"] < 0.5


def test_each_source_predicts_the_other(checks: dict) -> None:
    shared = {each["word"]: each for each in checks["shared"]}
    for word in ("airy", "crisp", "clean", "bright", "tinny", "muddy"):
        assert shared[word]["correlation"] > 0.75
    assert checks["held_out"]["residual_db"] < checks["held_out"]["flat_db"]
    assert not any(each["are_separate"] for each in checks["senses"].values())
    text = report(checks)
    assert "| airy | 7, 5 | 6 |" in text
    assert f"{checks['pair']['accuracy']:.3f}" in text


def test_no_walk_is_more_even_than_a_straight_line(
    shared_dir: Path, model: semeq.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    socialeq = read_socialeq(shared_dir / "data/audealize/eqdescriptors.json").data
    monkeypatch.setattr("semeq.train.study.walks._PULLS_DB", (PULL_DB,))
    walks = check_walks(model, socialeq, n_pairs=60)
    names = [info.term for info in model.vocabulary if info.grade == "solid"]
    solid = {
        name: semeq.morph(name, name, 0.0, model=model).curve_db(sample_rate=44_100)
        for name in names
    }
    assert len(walks["solid"]) == len(solid) * (len(solid) - 1) // 2
    for walk in walks["solid"]:
        a, b = (solid[word] for word in walk["pair"])
        assert walk["straight_step_db"] == pytest.approx(np.abs(a - b).max() / 100, rel=1e-3)
        assert walk["straight_step_db"] - 1e-6 <= walk["max_step_db"] < 2 * walk["straight_step_db"]
        assert walk["progress"] == 1.0
    usual, free = walks["pulls"][0], pull_costs(model, socialeq, 0.0, n_pairs=60)
    assert usual["share_monotone"] > 0.95
    assert free["share_monotone"] < 0.7
    assert free["median_db"] < usual["median_db"] <= 0.31
    assert f"{walks['solid'][0]['max_step_db']:.3f}" in walks_report(walks)


def test_the_shipped_vocabulary(model: semeq.Model) -> None:
    known = model.metadata["vocabulary"]
    assert known["by_language"]["es"] == 100
    assert known["by_source"]["SocialEQ"] == 394
    assert known["to_own_curve_db"]["median"] <= 0.31
    for info in model.vocabulary:
        assert info.sources
        if info.band_db is not None:
            assert info.n_examples >= 4
            assert GRID_HZ.size == len(info.band_db[0]) == len(info.band_db[1])
