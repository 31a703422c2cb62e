"""A drawn spectrum shows level and tilt."""

from __future__ import annotations

import numpy as np
import pytest

import semeq
from semeq.eq.response import GRID_HZ
from semeq.plot.spectrum import plot_spectrum


def test_a_spectrum_shows_level_and_tilt(rng) -> None:
    noise = rng.standard_normal((2, 2**18))
    line = plot_spectrum(noise, sample_rate=44_100).get_lines()[0]
    inner = GRID_HZ > 100
    np.testing.assert_allclose(line.get_ydata()[inner], line.get_ydata()[inner].mean(), atol=1.5)
    tilted = plot_spectrum(np.diff(noise), sample_rate=44_100).get_lines()[0].get_ydata()
    octaves = np.log2(GRID_HZ[inner])
    below_2k = GRID_HZ[inner] < 2_000
    slope = np.polyfit(octaves[below_2k], tilted[inner][below_2k], 1)[0]
    assert slope == pytest.approx(6.02, abs=0.3)


@pytest.mark.parametrize("n_frames", range(1, 9))
def test_the_shortest_audio_has_a_spectrum(n_frames: int) -> None:
    drawn = plot_spectrum(np.ones(n_frames), sample_rate=44_100).get_lines()[0].get_ydata()
    assert np.isfinite(drawn).all()


def test_wrong_audio_is_refused() -> None:
    for audio in ("a.wav", np.zeros((1, 2, 3)), np.zeros(0)):
        with pytest.raises(semeq.ParameterError, match="audio must"):
            plot_spectrum(audio, sample_rate=44_100)
