"""Transfer functions against scipy's spectra and known delays."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal

import semeq
from semeq.ears.transfer import find_lag, transfer
from semeq.eq.response import GRID_HZ

RATE = 44_100


def test_gain_and_coherence_equal_scipys(rng: np.random.Generator) -> None:
    """Welch's method by scipy, its estimate averaged by power over each band."""
    before = rng.standard_normal((2, 5 * RATE))
    after = scipy.signal.lfilter([1.0, 0.5], [1.0, -0.6], before)
    after += 0.3 * rng.standard_normal(after.shape)
    found = transfer(before, after, sample_rate=RATE)
    options = {"fs": RATE, "nperseg": 32_768, "detrend": False}
    hz, auto_x = scipy.signal.welch(before, **options)
    cross = scipy.signal.csd(before, after, **options)[1].sum(axis=0)
    auto_y = scipy.signal.welch(after, **options)[1].sum(axis=0)
    explained = np.abs(cross) ** 2 / auto_x.sum(axis=0)
    assert found.coherence == pytest.approx(explained.sum() / auto_y.sum(), rel=1e-4)
    half_step = np.sqrt(GRID_HZ[1] / GRID_HZ[0])
    checked = 0
    for center, gain_db in zip(found.freq_hz, found.gain_db, strict=True):
        grid_hz = GRID_HZ[np.abs(np.log(GRID_HZ / center)).argmin()]
        band = (hz >= grid_hz / half_step) & (hz < grid_hz * half_step)
        if band.sum() < 8:  # of a few bins, the mean frequency may lie nearer to another band
            continue
        expected = 10 * np.log10(explained[band].sum() / auto_x.sum(axis=0)[band].sum())
        assert gain_db == pytest.approx(expected, abs=1e-9)
        checked += 1
    assert checked > 80


@pytest.mark.parametrize("lag", [-3_000, -1, 0, 1, 44_000])
def test_delays_are_found_through_an_equalizer(notes: np.ndarray, lag: int) -> None:
    after = semeq.Equalizer(semeq.morph("warm", "bright", 0.8))(notes)
    before, after = notes.mean(axis=0), after.mean(axis=0)
    delayed = np.pad(after, (lag, 0)) if lag >= 0 else after[-lag:]
    assert find_lag(before, delayed, sample_rate=RATE) == lag


def test_an_overlap_too_short_for_a_spectrum_is_no_delay(rng: np.random.Generator) -> None:
    """Two clicks at opposite ends would overlap in one frame."""
    before, after = 1e-9 * rng.standard_normal((2, 1, 11_025))
    before[0, -1] = after[0, 0] = 1.0
    found = transfer(before, after, sample_rate=RATE)
    assert abs(found.lag_frames) <= 11_025 - 64
    assert np.isfinite(found.gain_db).all()
