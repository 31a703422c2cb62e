"""Results draw the numbers that they hold."""

from __future__ import annotations

from collections.abc import Iterator

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import semeq
from semeq.ears.analyze import ClipAnalysis

mpl.use("agg")


@pytest.fixture(autouse=True)
def _close_figures() -> Iterator[None]:
    yield
    plt.close("all")


def test_a_description_draws_its_deviation(music: np.ndarray) -> None:
    found = semeq.describe(music, sample_rate=44_100)
    ax = plt.subplots()[1]
    assert found.plot(ax=ax) is ax
    np.testing.assert_array_equal(ax.get_lines()[0].get_ydata(), found.deviation_db)
    assert ax.get_ylabel() == "level less typical music (dB)"


def test_a_trajectory_draws_the_scores_of_its_first_words(music: np.ndarray) -> None:
    found = semeq.describe(music, sample_rate=44_100, window_s=2.0)
    lines = found.plot().get_lines()
    assert 0 < len(lines) <= 5
    for line in lines:
        np.testing.assert_array_equal(line.get_ydata(), found.scores[line.get_label()])


def test_a_match_draws_what_was_measured_and_what_was_fitted(notes: np.ndarray) -> None:
    after = 0.5 * semeq.Equalizer(semeq.term("warm").settings, sample_rate=16_000)(notes)
    found = semeq.match(notes, after, sample_rate=16_000)
    measured, *_, settings = [
        line for line in found.plot().get_lines() if len(line.get_xdata()) > 2
    ]
    trusted = found.weights > 0.1
    np.testing.assert_array_equal(measured.get_ydata()[trusted], found.curve_db[trusted])
    assert np.isnan(measured.get_ydata()[~trusted]).all()
    hz = settings.get_xdata()
    assert hz.max() < 8_000  # curves stop at Nyquist
    expected = found.settings.curve_db(hz, sample_rate=16_000) + found.gain_db
    np.testing.assert_array_equal(settings.get_ydata(), expected)


def test_a_suggestion_and_an_estimate_draw_their_curves(notes: np.ndarray) -> None:
    suggested = semeq.suggest(notes, "warm", sample_rate=44_100)
    deviation, *_ = suggested.plot().get_lines()
    np.testing.assert_array_equal(deviation.get_ydata(), suggested.deviation_db)
    found = semeq.estimate_eq(notes, sample_rate=44_100)
    band = found.plot().collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() == pytest.approx((found.curve_db - found.half_width_db).min())
    assert band.max() == pytest.approx((found.curve_db + found.half_width_db).max())


def test_clips_share_axes() -> None:
    heard = ClipAnalysis("a.wav", centroid_hz=1_000.0, bass_treble_db=3.0, words=("warm",))
    ax = heard.plot()
    assert ClipAnalysis("silent.wav").plot(ax=ax) is ax
    assert [line.get_xydata().tolist() for line in ax.get_lines()] == [[[1_000.0, 3.0]]]
    assert [text.get_text() for text in ax.texts] == ["warm"]
