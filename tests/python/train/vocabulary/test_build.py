"""One vocabulary from two sources, and what each word rests on."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import semeq
from semeq.eq.graphic import SOCIALEQ_CENTERS_HZ
from semeq.eq.response import GRID_HZ, params_curve_db
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.table import SettingsTable
from semeq.train.model.mixing import at_playable_level
from semeq.train.vocabulary.build import build_vocabulary
from semeq.train.vocabulary.shrinkage import shrunk
from semeq.words.term_info import TermInfo
from semeq.words.term_source import TermSource

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
def sessions(rng: np.random.Generator) -> GraphicTable:
    """Bright rises and has 2 sessions, warm falls and has 8; 34 say claro and agree."""
    words = np.repeat(["bright", "claro", "warm"], [2, 34, 8])
    tilts = np.repeat([1, 1, -1], [2, 34, 8])[:, np.newaxis] * np.linspace(-1, 1, 40)
    n = len(words)
    return GraphicTable(
        "SocialFX",
        np.array([f"row-{i}" for i in range(n)]),
        words,
        np.where(words == "claro", "es", "en"),
        tilts + rng.normal(0, 0.3, (n, 40)),
        np.full(n, 0.5),
    )


def test_words_of_both_sources_are_joined(sessions: GraphicTable, rng: np.random.Generator) -> None:
    words = ["warm"] * 8 + ["thin"] * 4 + ["rare"] * 2
    people = [f"p{i % 4}" for i in range(12)] + ["p0", "p0"]
    table = made_up_table(words, people, rng.normal([4, 1, 0, -1, -4], 1, (14, 5)))
    entries = {entry.term: entry for entry in build_vocabulary(table, sessions, min_examples=4)}
    assert list(entries) == ["warm", "thin", "claro", "bright"]
    warm = entries["warm"]
    assert warm.sources == (TermSource("SAFE-DB", 8, 4, 4), TermSource("SocialFX", 8))
    median = np.median(params_curve_db(table.params[:8], sample_rate=44_100), axis=0)
    taught = at_playable_level(sessions.word_curves().grid_curves_db)[2]
    np.testing.assert_allclose(warm.curve_db, shrunk(median, 4, taught), atol=1e-3)
    assert warm.correlation == pytest.approx(np.corrcoef(median, taught)[0, 1], abs=1e-4)
    assert warm.agreement is not None
    assert warm.agreement.correlation > 0.5
    assert warm.band_db is not None
    low, high = warm.band_db
    inside = (low <= median + 1e-6) & (median <= high + 1e-6)
    assert inside.all()
    claro = entries["claro"].as_dict()
    assert claro["language"] == "es"
    assert claro["sources"] == [
        {"name": "SocialFX", "n_examples": 34, "n_people": None, "n_addresses": None}
    ]
    assert TermInfo.from_dict(claro).grade == "solid"
    assert entries["thin"].correlation is None
    np.testing.assert_allclose(
        entries["thin"].curve_db,
        np.median(params_curve_db(table.params[8:12], sample_rate=44_100), axis=0) * 4 / 6,
        atol=1e-3,
    )
    assert "params" not in json.dumps(warm.as_dict())
    assert {e.term for e in build_vocabulary(table, None, min_examples=2)} == {
        "warm",
        "thin",
        "rare",
    }


def test_people_who_share_an_address_count_apart(rng: np.random.Generator) -> None:
    table = replace(
        made_up_table(["big"] * 6, ["lab"] * 6, rng.normal(0, 3, (6, 5))),
        people=np.array(["lab-1", "lab-1", "lab-2", "lab-2", "lab-3", "lab-3"]),
    )
    [entry] = build_vocabulary(table, None, min_examples=4)
    assert entry.sources == (TermSource("SAFE-DB", 6, 3, 1),)
    own = params_curve_db(table.params, SOCIALEQ_CENTERS_HZ, sample_rate=44_100)
    means = own.reshape(3, 2, 40).mean(axis=1)
    pairs = [np.corrcoef(means[i], means[j])[0, 1] for i, j in ((0, 1), (0, 2), (1, 2))]
    assert entry.agreement is not None
    assert entry.agreement.correlation == pytest.approx(np.mean(pairs), abs=1e-6)


def test_one_person_s_settings_give_no_band(rng: np.random.Generator) -> None:
    table = made_up_table(["re27"] * 6, ["p0"] * 6, rng.normal(0, 3, (6, 5)))
    [entry] = build_vocabulary(table, None, min_examples=4)
    assert TermInfo.from_dict(entry.as_dict()).grade == "one person's"
    assert entry.band_db is None
    assert entry.agreement is None
    assert entry.as_dict()["names_sound"] is False


def test_many_who_do_not_agree_make_a_disputed_word(rng: np.random.Generator) -> None:
    words = np.repeat(["cold", *(f"other {i}" for i in range(8))], 25)
    table = made_up_table(words.tolist(), [f"p{i}" for i in range(225)], rng.normal(0, 3, (225, 5)))
    entries = build_vocabulary(table, None, min_examples=4)
    grades = [TermInfo.from_dict(entry.as_dict()).grade for entry in entries[:9]]
    assert grades.count("disputed") >= 8  # one of twenty passes by chance


def test_a_word_of_two_senses_is_listed_three_times() -> None:
    rng = np.random.default_rng(0)
    meanings = np.array([[4, 2, 0, 0, -3], [-5, 0, 0, 3, 6]])
    gains = np.repeat(meanings, [45, 75], axis=0) + rng.normal(0, 1, (120, 5))
    table = made_up_table(["big"] * 120, [f"p{i // 3}" for i in range(120)], gains)
    big, first, second = build_vocabulary(table, None, min_examples=4)
    assert big.as_dict()["variants"] == ["big@1", "big@2"] == [first.term, second.term]
    assert [each.sources[0].n_examples for each in (first, second)] == [75, 45]
    assert [each.sources[0].n_people for each in (first, second)] == [25, 15]
    assert np.sign(first.curve_db[0] - first.curve_db[-1]) == -1.0
    assert np.sign(second.curve_db[0] - second.curve_db[-1]) == 1.0
    # They were put together since they agree: that they do is no evidence.
    assert first.agreement is None
    assert TermInfo.from_dict(first.as_dict()).grade == "thin"


def test_the_shipped_vocabulary(model: semeq.Model) -> None:
    known = model.metadata["vocabulary"]
    assert known["by_source"]["SocialFX"] == 765
    assert known["to_own_curve_db"]["median"] <= 0.32
    for info in model.vocabulary:
        assert info.sources
        assert (info.agreement is None) == (info.n_people < 2 or "@" in info.term)
        if info.band_db is not None:
            assert info.n_examples >= 4
            assert GRID_HZ.size == len(info.band_db[0]) == len(info.band_db[1])


def test_no_word_claims_more_than_the_file_has(model: semeq.Model, shared_dir: Path) -> None:
    path = shared_dir / "data/socialfx/eq_contributions.csv"
    if not path.exists():
        pytest.skip("needs eq_contributions.csv in ../shared, which is not distributed")
    with path.open(encoding="utf-8", newline="") as file:
        held = Counter(row[0].strip().lower() for row in list(csv.reader(file))[1:])
    claimed = {
        info.term: source.n_examples
        for info in model.vocabulary
        for source in info.sources
        if source.name == "SocialFX" and "@" not in info.term
    }
    assert claimed["warm"] == held["warm"] == 64
    assert all(n <= held[word] for word, n in claimed.items())
    words = json.loads((shared_dir / "data/audealize/eqdescriptors.json").read_text())
    assert {each["word"] for each in words} <= set(claimed)  # none that has no session
