"""Sentences say what curves do."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import semeq
from semeq.eq.band import Band
from semeq.eq.explain import _GRID_HZ, changes, explain
from semeq.eq.settings import EqSettings


@pytest.mark.parametrize(
    ("bands", "sentence"),
    [
        ((), "leaves the sound as it is"),
        ((Band("peak", 1_000, 0.3, 1.0),), "changes nothing by more than 0.5 dB"),
        ((Band("high_shelf", 7_000, -3.0),), "softens above 7 kHz by 3 dB"),
        ((Band("high_shelf", 7_000, -8.0),), "cuts above 7 kHz by 8 dB"),
        ((Band("low_shelf", 0.1, 4.0),), "leaves the sound as it is"),
        ((Band("low_shelf", 500_000, 4.0),), "lifts everything by 4 dB"),
        ((Band("peak", 1_000, 9.0, 30.0),), "lifts 980 Hz–1 kHz by 9 dB"),
        (
            (Band("peak", 100, 6.0, 2.0), Band("peak", 1_000, 6.0, 2.0)),
            "lifts 78–130 Hz by 6 dB, lifts 780 Hz–1.3 kHz by 6 dB",
        ),
    ],
)
def test_sentences(bands: tuple[Band, ...], sentence: str) -> None:
    assert explain(EqSettings(bands), sample_rate=44_100) == sentence


def test_many_bands_are_summed_up() -> None:
    gains_db = [6, -6, 9, -9, 3, -3, 8, -8, 2, -2]
    bands = [Band("peak", 40 * 1.93**i, gain_db, 8.0) for i, gain_db in enumerate(gains_db)]
    sentence = explain(EqSettings(tuple(bands)), sample_rate=44_100)
    assert sentence.count(" by ") == 4
    assert sentence.endswith(", and 6 smaller changes")
    said = [float(gain) for gain in re.findall(r"by (\d+)", sentence)]
    assert sorted(said) == [8, 8, 9, 9]


def test_settings_sections_and_curves_say_the_same() -> None:
    eq = EqSettings((Band("low_shelf", 120, 5.0), Band("peak", 3_000, -6.0, 1.0)))
    freqs = np.geomspace(30, 19_000, 300)
    assert (
        explain(eq, sample_rate=44_100)
        == explain(eq.to_sos(sample_rate=44_100), sample_rate=44_100)
        == explain(eq.curve_db(sample_rate=44_100), sample_rate=44_100)
    )
    assert explain(
        eq.curve_db(freqs, sample_rate=44_100), freq_hz=freqs, sample_rate=44_100
    ) == explain(eq, sample_rate=44_100)
    assert "Hz" in explain(eq, sample_rate=8_000)


@pytest.mark.parametrize("bad", [np.zeros(3), np.zeros((2, 5)), "warm", None, np.full(128, np.nan)])
def test_bad_input_is_refused(bad: object) -> None:
    with pytest.raises(semeq.ParameterError):
        explain(bad, sample_rate=44_100)
    with pytest.raises(semeq.ParameterError):
        semeq.name_eq(bad, sample_rate=44_100)


gains = st.floats(-15, 15)
bands = st.builds(
    Band,
    st.sampled_from(["low_shelf", "peak", "high_shelf"]),
    st.floats(20, 20_000),
    gains,
    st.floats(0.1, 10),
)


@settings(max_examples=150)
@given(st.lists(bands, max_size=8))
def test_numbers_are_the_curve_s(drawn: list[Band]) -> None:
    eq = EqSettings(tuple(drawn))
    curve = eq.curve_db(_GRID_HZ, sample_rate=44_100)
    sentence = explain(eq, sample_rate=44_100)
    found = changes(eq, sample_rate=44_100)
    for change in found:
        inside = (change.low_hz <= _GRID_HZ) & (change.high_hz >= _GRID_HZ)
        strongest = curve[inside][np.abs(curve[inside]).argmax()]
        assert strongest == pytest.approx(change.gain_db)
        assert (np.sign(curve[inside]) == np.sign(change.gain_db)).all()
        for edge in (change.low_hz, change.high_hz):
            if 0 < edge < np.inf:
                assert (
                    abs(np.interp(np.log(edge), np.log(_GRID_HZ), curve))
                    <= abs(0.62 * change.gain_db) + 1e-6
                    or edge in _GRID_HZ
                )
    covered = [(c.low_hz <= _GRID_HZ) & (c.high_hz >= _GRID_HZ) for c in found]
    if np.abs(curve).max() >= 0.5:
        assert any(mask[np.abs(curve).argmax()] for mask in covered)
        largest = max(abs(change.gain_db) for change in found)
        said = max(float(gain) for gain in re.findall(r"by ([\d.]+) dB", sentence))
        assert said == pytest.approx(largest, abs=0.5)
    else:
        assert not found
