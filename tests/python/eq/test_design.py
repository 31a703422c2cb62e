"""Designs against the cookbook, the analog prototype and each other."""

from __future__ import annotations

import numpy as np
import pytest

from semeq import Band, EqSettings


def prototype_db(band: Band, freq_hz: np.ndarray) -> np.ndarray:
    """Curve of the analog filter behind the Audio EQ Cookbook."""
    s = 1j * freq_hz / band.freq_hz
    amp = 10 ** (band.gain_db / 40)
    slope = np.sqrt(amp) / band.q * s
    response = {
        "peak": lambda: (s * s + s * amp / band.q + 1) / (s * s + s / (amp * band.q) + 1),
        "low_shelf": lambda: amp * (s * s + slope + amp) / (amp * s * s + slope + 1),
        "high_shelf": lambda: amp * (amp * s * s + slope + 1) / (s * s + slope + amp),
    }[band.kind]()
    return 20 * np.log10(np.abs(response))


BANDS = [
    Band(kind, freq_hz, gain_db, q)
    for kind, qs in (("low_shelf", [0.71]), ("peak", [0.1, 1.0, 10.0]), ("high_shelf", [0.71]))
    for freq_hz in (30.0, 1_000.0, 8_000.0, 15_000.0, 20_000.0)
    for gain_db in (-12.0, 3.0, 12.0)
    for q in qs
]


@pytest.mark.parametrize("sample_rate", [44_100, 192_000])
@pytest.mark.parametrize("band", BANDS, ids=str)
def test_matched_follows_the_prototype_up_to_nine_tenths_of_nyquist(band, sample_rate) -> None:
    grid = np.geomspace(20, 0.9 * 22_050, 300)
    curve = EqSettings((band,)).curve_db(grid, sample_rate=sample_rate, design="matched")
    assert np.abs(curve - prototype_db(band, grid)).max() < 0.4


@pytest.mark.parametrize("kind", ["low_shelf", "peak", "high_shelf"])
def test_rbj_is_the_prototype_on_a_warped_axis(kind) -> None:
    band, sample_rate = Band(kind, 5_000.0, 9.0, 0.9), 48_000
    grid = np.geomspace(20, 23_000, 100)
    warped = np.tan(np.pi * grid / sample_rate) / np.tan(np.pi * 5_000 / sample_rate) * 5_000
    np.testing.assert_allclose(
        EqSettings((band,)).curve_db(grid, sample_rate=sample_rate),
        prototype_db(band, warped),
        atol=1e-9,
    )


@pytest.mark.parametrize("design", ["rbj", "matched"])
def test_bands_above_nyquist_fade(design) -> None:
    grid = np.array([20.0, 1_000.0, 3_000.0])
    for kind in ("peak", "high_shelf"):
        curve = EqSettings((Band(kind, 20_000.0, 12.0),)).curve_db(
            grid, sample_rate=8_000, design=design
        )
        assert np.abs(curve).max() < 1.0
    low = EqSettings((Band("low_shelf", 20_000.0, 12.0),)).curve_db(
        grid, sample_rate=8_000, design=design
    )
    np.testing.assert_allclose(low, 12.0, atol=1.0)


def test_a_flat_band_is_exactly_the_identity() -> None:
    sos = EqSettings((Band("peak", 1_000.0, 0.0), Band("low_shelf", 99.0, -0.0))).to_sos(
        sample_rate=44_100
    )
    np.testing.assert_array_equal(sos, [[1, 0, 0, 1, 0, 0]] * 2)
