"""`semeq plot term` draws a word's curve with its band."""

from __future__ import annotations

import matplotlib.pyplot as plt
import numpy as np
import pytest

import semeq
from semeq.cli.plot import draw_term


def test_a_word_has_its_band_where_settings_are_known() -> None:
    warm, cold = semeq.term("warm"), semeq.term("cold")
    ax = draw_term(warm)
    line = ax.get_lines()[0]
    expected = warm.settings.curve_db(line.get_xdata(), sample_rate=44_100)
    np.testing.assert_allclose(line.get_ydata(), expected)
    band = ax.collections[0].get_paths()[0].vertices
    assert band[:, 1].min() == pytest.approx(np.min(warm.band_db))
    assert band[:, 1].max() == pytest.approx(np.max(warm.band_db))
    assert ax.get_title() == f"warm: {warm.evidence}"
    assert cold.band_db is None
    assert not draw_term(cold).collections
    assert len(plt.get_fignums()) == 2
