"""One vocabulary from two sources, and what each word rests on."""

from __future__ import annotations

import json

import numpy as np
import pytest

import semeq
from semeq.eq.response import GRID_HZ, params_curve_db
from semeq.train.data.graphic import WordCurves
from semeq.train.data.table import SettingsTable
from semeq.train.vocabulary.build import blended, build_vocabulary

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


def test_a_word_of_two_senses_is_listed_three_times() -> None:
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
