"""A drawn morph is a surface of the curves it was given."""

from __future__ import annotations

import numpy as np
import pytest

import semeq
from semeq.plot.morph import plot_morph


def test_a_morph_is_a_surface_with_named_ends() -> None:
    alphas = np.linspace(0, 1, 11)
    curves_db = semeq.morph_batch("warm", "bright", alphas, output="curve_db", sample_rate=44_100)
    ax = plot_morph(curves_db, start="warm", end="bright")
    np.testing.assert_allclose(ax.collections[0].get_array().ravel(), curves_db.ravel())
    assert [t.get_text() for t in ax.get_yticklabels()][:: len(ax.get_yticks()) - 1] == [
        "0 warm",
        "1 bright",
    ]
    with pytest.raises(semeq.ParameterError, match=r"got \(11, 7\)"):
        plot_morph(np.zeros((11, 7)))
