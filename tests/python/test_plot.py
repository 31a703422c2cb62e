"""Figures show the data they were given."""

from __future__ import annotations

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest

import semeq
from semeq.eq.response import GRID_HZ
from semeq.plot.curves import plot_morph, plot_settings, plot_spectrum, plot_term

mpl.use("agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


def test_a_curve_is_the_settings_curve() -> None:
    settings = semeq.term("warm").settings
    ax = plt.subplots()[1]
    assert plot_settings(settings, ax=ax, color="red") is ax
    line = ax.get_lines()[0]
    np.testing.assert_allclose(
        line.get_ydata(), settings.curve_db(line.get_xdata(), sample_rate=44_100)
    )
    assert ax.get_xscale() == "log"
    assert line.get_color() == "red"


def test_curves_stop_at_nyquist() -> None:
    line = plot_settings(semeq.term("warm").settings, sample_rate=16_000).get_lines()[0]
    assert line.get_xdata().max() < 8_000


def test_a_word_has_its_band_where_settings_are_known() -> None:
    warm, cold = semeq.term("warm"), semeq.term("cold")
    ax = plot_term(warm, ax=plt.subplots()[1])
    np.testing.assert_allclose(
        ax.get_lines()[0].get_ydata(),
        warm.settings.curve_db(ax.get_lines()[0].get_xdata(), sample_rate=44_100),
    )
    band = ax.collections[0].get_paths()[0].vertices
    assert band[:, 1].min() == pytest.approx(np.min(warm.band_db))
    assert band[:, 1].max() == pytest.approx(np.max(warm.band_db))
    assert ax.get_title() == f"warm: {warm.evidence}"
    assert cold.band_db is None
    assert not plot_term(cold, ax=plt.subplots()[1]).collections


def test_a_morph_is_a_surface_with_named_ends() -> None:
    alphas = np.linspace(0, 1, 11)
    curves_db = semeq.morph_batch("warm", "bright", alphas, output="curve_db", sample_rate=44_100)
    ax = plot_morph(curves_db, start="warm", end="bright")
    np.testing.assert_allclose(ax.collections[0].get_array().ravel(), curves_db.ravel())
    assert [t.get_text() for t in ax.get_yticklabels()][:: len(ax.get_yticks()) - 1] == [
        "0 warm",
        "1 bright",
    ]
    with pytest.raises(semeq.ParameterError, match=r"shape \(n_alphas, 128\), got \(11, 7\)"):
        plot_morph(np.zeros((11, 7)))


def test_a_spectrum_shows_level_and_tilt(rng) -> None:
    noise = rng.standard_normal((2, 2**18))
    line = plot_spectrum(noise, 44_100).get_lines()[0]
    inner = GRID_HZ > 100
    np.testing.assert_allclose(line.get_ydata()[inner], line.get_ydata()[inner].mean(), atol=1.5)
    tilted = plot_spectrum(np.diff(noise), 44_100).get_lines()[0].get_ydata()
    octaves = np.log2(GRID_HZ[inner])
    below_2k = GRID_HZ[inner] < 2_000
    slope = np.polyfit(octaves[below_2k], tilted[inner][below_2k], 1)[0]
    assert slope == pytest.approx(6.02, abs=0.3)
