"""Drawn curves are the curves that were given."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

import semeq
from semeq.plot.curves import plot_band, plot_curves, plot_deviation


def test_a_curve_is_drawn_where_it_is_given() -> None:
    curve_db = semeq.term("warm").settings.curve_db(sample_rate=44_100)
    ax = plt.subplots()[1]
    assert plot_curves(curve_db, ax=ax, color="red") is ax
    line = ax.get_lines()[0]
    np.testing.assert_array_equal(line.get_ydata(), curve_db)
    assert (ax.get_xscale(), ax.get_ylabel(), line.get_color()) == ("log", "gain (dB)", "red")
    two = plot_curves({"low": [1, 2], "high": [3, 4]}, [100, 200])
    for line, expected in zip(two.get_lines(), ([1, 2], [3, 4]), strict=False):
        np.testing.assert_array_equal(line.get_xydata().T, [[100, 200], expected])
    assert [text.get_text() for text in two.get_legend().get_texts()] == ["low", "high"]


def test_a_band_lies_between_its_curves() -> None:
    ax = plot_band([-1, -2], [1, 3], [100, 200], label="interval")
    vertices = ax.collections[0].get_paths()[0].vertices
    assert (vertices[:, 1].min(), vertices[:, 1].max()) == (-2, 3)


def test_a_deviation_is_filled_above_and_below() -> None:
    ax = plot_deviation([-1, -2, np.nan, 3], [100, 200, 400, 800])
    above, below = (each.get_paths()[0].vertices[:, 1] for each in ax.collections)
    assert (above.min(), above.max()) == (0, 3)
    assert (below.min(), below.max()) == (-2, 0)


def test_curves_of_another_length_or_type_are_refused() -> None:
    for draw in (plot_curves, plot_deviation, lambda curve, hz: plot_band(curve, curve, hz)):
        with pytest.raises(semeq.ParameterError, match="one value for each of the 2 frequencies"):
            draw([1, 2, 3], [100, 200])
        with pytest.raises(semeq.ParameterError, match="must hold numbers"):
            draw("warm", [100, 200])
    with pytest.raises(semeq.ParameterError, match=r"curves_db\['odd'\] must have one value"):
        plot_curves({"odd": [1, 2, 3]}, [100, 200])
