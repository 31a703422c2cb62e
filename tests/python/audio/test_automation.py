"""Settings that move along the audio, and their player."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal

from semeq import AudioError, Automation, Band, EqSettings, Equalizer, ParameterError
from semeq.audio.automation_player import AutomationPlayer
from semeq.audio.controls import n_breakpoints_for

START = EqSettings((Band("low_shelf", 100.0, 9.0), Band("peak", 500.0, -9.0, 2.0)))
END = EqSettings((Band("low_shelf", 200.0, -9.0), Band("peak", 5_000.0, 9.0, 0.5)))


def dbfs(error: np.ndarray) -> float:
    return 20 * np.log10(np.abs(error).max() + 1e-30)


def automation_for(n_frames: int) -> Automation:
    return Automation.from_breakpoints(
        [(0.02, START), (0.08, END)], n_frames=n_frames, sample_rate=48_000
    )


def test_an_automation_that_stands_still_is_the_equalizer(rng) -> None:
    audio = rng.uniform(-0.1, 0.1, (2, 5_003)).astype(np.float32)
    automation = Automation.from_breakpoints([(0.0, START)], n_frames=5_003, sample_rate=48_000)
    still = Equalizer(automation, sample_rate=48_000)(audio)
    assert dbfs(still - Equalizer(START, sample_rate=48_000)(audio)) < -120
    flat = Automation(("peak",), np.full((1, 1), 1e3), np.zeros((1, 1)), np.ones((1, 1)))
    np.testing.assert_array_equal(Equalizer(flat, sample_rate=48_000)(audio), audio)


@pytest.mark.parametrize("block_frames", [1, 7, 16, 64, 509])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_automation_does_not_depend_on_blocks(rng, block_frames, dtype) -> None:
    audio = rng.uniform(-0.1, 0.1, (2, 5_003)).astype(dtype)
    automation = automation_for(5_003)
    stream = AutomationPlayer(automation, sample_rate=48_000, n_channels=2, dtype=dtype)
    blocks = [audio[:, at : at + block_frames] for at in range(0, 5_003, block_frames)]
    out = np.concatenate([stream.process(block) for block in blocks], axis=1)
    np.testing.assert_array_equal(out, Equalizer(automation, sample_rate=48_000)(audio))


def test_an_automation_starts_and_ends_at_its_settings(rng) -> None:
    audio = rng.uniform(-0.1, 0.1, 9_600)
    out = Equalizer(automation_for(9_600), sample_rate=48_000)(audio)
    np.testing.assert_allclose(
        out[:900], Equalizer(START, sample_rate=48_000)(audio)[:900], atol=1e-12
    )
    late = np.zeros(9_600)
    late[5_000] = 1.0
    np.testing.assert_allclose(
        Equalizer(automation_for(9_600), sample_rate=48_000)(late),
        Equalizer(END, sample_rate=48_000)(late),
        atol=1e-10,
    )


def test_a_fast_automation_does_not_click() -> None:
    """A 20 Hz tremolo of 12 dB on a 100 Hz sine at -12 dBFS: silence above 1.5 kHz."""
    n_frames = 48_000
    audio = 10 ** (-12 / 20) * np.sin(2 * np.pi * 100 * np.arange(n_frames) / 48_000)
    times_s = np.arange(n_breakpoints_for(n_frames)) * 16 / 48_000
    gain_db = 6 * np.sin(2 * np.pi * 20 * times_s)[:, None]
    ones = np.ones_like(gain_db)
    automation = Automation(("peak",), 100 * ones, gain_db, 0.71 * ones)
    out = Equalizer(automation, sample_rate=48_000)(audio)
    high_pass = scipy.signal.butter(10, 1_500, "high", fs=48_000, output="sos")
    assert dbfs(scipy.signal.sosfilt(high_pass, out)[4_800:]) < -95


def test_params_make_an_automation() -> None:
    rows = np.arange(1, 27, dtype=float).reshape(2, 13)
    automation = Automation.from_params(rows)
    settings = EqSettings.from_params(rows[1])
    np.testing.assert_array_equal(automation.freq_hz[1], [band.freq_hz for band in settings.bands])
    np.testing.assert_array_equal(automation.gain_db[1], [band.gain_db for band in settings.bands])
    np.testing.assert_array_equal(automation.q[1], [band.q for band in settings.bands])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Automation(("peak",), [[1.0]], [[0.0]], [1.0]), "q must have shape"),
        (lambda: Automation(("peak",), [[1.0]], [[61.0]], [[1.0]]), "gain_db within ±60 dB"),
        (lambda: Automation(("peak",), [[0.0]], [[1.0]], [[1.0]]), "0.0 at breakpoint 0, band 0"),
        (lambda: Automation(("peak",), [[1.0]], [[1.0]], [[np.nan]]), "q must be finite, got nan"),
        (lambda: Automation(("x",), [[1.0]], [[1.0]], [[1.0]]), "among .*got 'x'"),
        (lambda: Automation.from_params(np.ones((2, 12))), r"\(n_breakpoints, 13\)"),
        (lambda: Automation.from_breakpoints([], n_frames=9, sample_rate=48_000), "at least one"),
        (lambda: Automation(5, [[1.0]], [[1.0]], [[1.0]]), "kinds must be a tuple of low_shelf"),
        (lambda: Automation(("peak",), None, [[1.0]], [[1.0]]), "freq_hz must hold numbers"),
        (lambda: Automation.from_breakpoints(5, n_frames=9, sample_rate=48_000), "pairs, got 5"),
        (
            lambda: Automation.from_breakpoints([(0, 1)], n_frames=9, sample_rate=48_000),
            r"\(time_s, EqSettings\) pairs, got 1",
        ),
        (
            lambda: Automation.from_breakpoints([("0", START)], n_frames=9, sample_rate=48_000),
            "time_s must be a single number, got '0'",
        ),
        (
            lambda: Automation.from_breakpoints(
                [(0.0, START), (1.0, EqSettings(END.bands[:1]))], n_frames=9, sample_rate=48_000
            ),
            "need bands of kinds",
        ),
    ],
)  # fmt: skip
def test_an_automation_refuses_what_cannot_be(make, message) -> None:
    with pytest.raises(ParameterError, match=message):
        make()


def test_a_player_takes_its_own_dtype() -> None:
    with pytest.raises(AudioError, match="takes float32 blocks, got float64"):
        AutomationPlayer(automation_for(100), sample_rate=48_000).process(np.zeros(100))
