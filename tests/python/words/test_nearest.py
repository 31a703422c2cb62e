"""From curves back to words."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import semeq
from semeq.eq.response import GRID_HZ


def test_every_offered_word_names_itself(model: semeq.Model) -> None:
    for info in semeq.terms(model=model)[:25]:
        [best, *_] = semeq.name_eq(
            semeq.term(info.term).settings, n_words=1, include_personal=True, sample_rate=44_100
        )
        assert best.distance_db == pytest.approx(0.0, abs=1e-3)
        assert best.amount == pytest.approx(1.0, abs=1e-3)
        assert best.term == info.term


def test_less_of_a_word_is_that_word() -> None:
    half = semeq.morph("bright", "bright", amount=0.5)
    best = semeq.name_eq(half, n_words=1, sample_rate=44_100)[0]
    assert best.term == "bright"
    assert best.amount == pytest.approx(0.5, abs=0.05)


def test_settings_sections_and_curves_have_one_name() -> None:
    eq = semeq.morph("tinny", "tinny")
    freqs = np.geomspace(20, 20_000, 500)
    names = [
        semeq.name_eq(eq, sample_rate=44_100),
        semeq.name_eq(eq.to_sos(sample_rate=48_000), sample_rate=48_000),
        semeq.name_eq(eq.curve_db(sample_rate=44_100), sample_rate=44_100),
        semeq.name_eq(
            eq.curve_db(freqs, sample_rate=44_100) + 7.0, freq_hz=freqs, sample_rate=44_100
        ),
    ]
    assert [each[0].term for each in names] == ["tinny"] * 4


def test_distances_are_between_curves() -> None:
    curve = semeq.morph("warm", "bright", 0.8).curve_db(sample_rate=44_100)
    for near in semeq.name_eq(curve, n_words=10, sample_rate=44_100):
        word = semeq.term(near.term).settings.curve_db(sample_rate=44_100)
        residual = curve - near.amount * word
        assert near.distance_db == pytest.approx(residual.std(), abs=1e-3)
        assert near.correlation == pytest.approx(np.corrcoef(curve, word)[0, 1], abs=1e-3)


def test_flat_has_no_name_and_upside_down_is_another_word() -> None:
    assert semeq.name_eq(semeq.EqSettings(()), sample_rate=44_100) == ()
    assert semeq.name_eq(np.full(GRID_HZ.size, 5.0), sample_rate=44_100) == ()
    names = {
        near.term
        for near in semeq.name_eq(semeq.morph("bright", "bright", amount=-1.0), sample_rate=44_100)
    }
    assert "bright" not in names


def test_neighbors_are_others_nearest_first() -> None:
    near = semeq.neighbors("warm", n_words=8)
    assert near
    assert "warm" not in {each.term for each in near}
    distances = [each.distance_db for each in near]
    assert distances == sorted(distances)


def test_words_that_few_agree_on_are_offered_on_request_only(model: semeq.Model) -> None:
    silent = [info for info in model.vocabulary if not info.is_spoken]
    assert {info.grade for info in silent} == {"thin", "disputed", "one person's"}
    for word in [info.term for info in silent][::25]:
        eq = semeq.term(word).settings
        assert word not in {near.term for near in semeq.name_eq(eq, sample_rate=44_100)}
        assert semeq.name_eq(eq, include_personal=True, sample_rate=44_100)[0].term == word


def test_bad_counts_and_words_are_refused() -> None:
    with pytest.raises(semeq.ParameterError, match="n_words must be"):
        semeq.name_eq(np.zeros(128), n_words=0, sample_rate=44_100)
    with pytest.raises(semeq.ParameterError, match="n_words must be"):
        semeq.neighbors("warm", n_words=2.5)
    with pytest.raises(semeq.UnknownTermError):
        semeq.neighbors("wrm")


def test_naming_does_not_warn_of_thin_words() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert semeq.neighbors("muddy")
        assert semeq.name_eq(semeq.term("muddy").settings, sample_rate=44_100)
