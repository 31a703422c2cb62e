"""Values and settings that move along the audio."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.signal
from hypothesis import given
from hypothesis import strategies as st

from semeq import AudioError, Band, EqSettings, Equalizer, ParameterError
from semeq.audio.automation import CourseStream, SettingsCourse, n_points_for, sample_automation

START = EqSettings((Band("low_shelf", 100.0, 9.0), Band("peak", 500.0, -9.0, 2.0)))
END = EqSettings((Band("low_shelf", 200.0, -9.0), Band("peak", 5_000.0, 9.0, 0.5)))


def dbfs(error: np.ndarray) -> float:
    return 20 * np.log10(np.abs(error).max() + 1e-30)


def course_for(n_frames: int) -> SettingsCourse:
    return SettingsCourse.from_breakpoints([(0.02, START), (0.08, END)], n_frames, 48_000)


@given(st.integers(1, 500), st.floats(0, 1))
def test_constants_in_every_form_are_equal(n_frames, value) -> None:
    forms = [
        value,
        np.full(n_frames, value),
        [(0.0, value)],
        [(-1.0, value), (99.0, value)],
        lambda times_s: np.full_like(times_s, value),
    ]
    for form in forms:
        sampled = sample_automation(form, n_frames, 48_000)
        assert sampled.shape == (n_points_for(n_frames),)
        np.testing.assert_allclose(sampled, value, rtol=1e-15)


def test_ramps_in_every_form_are_equal() -> None:
    n_frames = 160
    expected = np.minimum(np.arange(0, 161, 16), 159) / 160
    per_frame = np.arange(n_frames) / n_frames
    np.testing.assert_allclose(sample_automation(per_frame, n_frames, 48_000), expected)
    for form in ([(0.0, 0.0), (160 / 48_000, 1.0)], lambda t: t * 300):
        np.testing.assert_allclose(sample_automation(form, n_frames, 48_000)[:-1], expected[:-1])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (1.2, r"alpha must be in \[0, 1\], got 1.2 at 0 s"),
        (np.nan, "got nan"),
        ([(0.0, 0.0), (0.01, 2.0)], r"got 1.06\d* at 0.005333 s"),
        ([(0.0, 0.0), (0.0, 1.0)], "order of time"),
        ([(0.0, np.nan)], "breakpoints of alpha must be finite"),
        ([], "a number, an array"),
        ("warm", "a number, an array .* got 'warm'"),
        (np.zeros((3, 3)), "a number, an array"),
        (np.zeros(999), "one value for each of 480 frames, got 999"),
        (lambda _: 0.5, r"one value per time, shape \(31,\), got \(\) \(np.vectorize"),
    ],
)
def test_bad_values_are_named(value, message) -> None:
    with pytest.raises(ParameterError, match=message):
        sample_automation(value, 480, 48_000)


def test_a_course_that_stands_still_is_the_equalizer(rng) -> None:
    audio = rng.uniform(-0.1, 0.1, (2, 5_003)).astype(np.float32)
    course = SettingsCourse.from_breakpoints([(0.0, START)], 5_003, 48_000)
    still = Equalizer(course, 48_000)(audio)
    assert dbfs(still - Equalizer(START, 48_000)(audio)) < -120
    flat = SettingsCourse(("peak",), np.full((1, 1), 1e3), np.zeros((1, 1)), np.ones((1, 1)))
    np.testing.assert_array_equal(Equalizer(flat, 48_000)(audio), audio)


@pytest.mark.parametrize("block_frames", [1, 7, 16, 64, 509])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_course_does_not_depend_on_blocks(rng, block_frames, dtype) -> None:
    audio = rng.uniform(-0.1, 0.1, (2, 5_003)).astype(dtype)
    course = course_for(5_003)
    stream = CourseStream(course, 48_000, n_channels=2, dtype=dtype)
    blocks = [audio[:, at : at + block_frames] for at in range(0, 5_003, block_frames)]
    out = np.concatenate([stream.process(block) for block in blocks], axis=1)
    np.testing.assert_array_equal(out, Equalizer(course, 48_000)(audio))


def test_a_course_starts_and_ends_at_its_settings(rng) -> None:
    audio = rng.uniform(-0.1, 0.1, 9_600)
    out = Equalizer(course_for(9_600), 48_000)(audio)
    np.testing.assert_allclose(out[:900], Equalizer(START, 48_000)(audio)[:900], atol=1e-12)
    late = np.zeros(9_600)
    late[5_000] = 1.0
    np.testing.assert_allclose(
        Equalizer(course_for(9_600), 48_000)(late), Equalizer(END, 48_000)(late), atol=1e-10
    )


def test_a_fast_course_does_not_click() -> None:
    """A 20 Hz tremolo of 12 dB on a 100 Hz sine at -12 dBFS: silence above 1.5 kHz."""
    n_frames = 48_000
    audio = 10 ** (-12 / 20) * np.sin(2 * np.pi * 100 * np.arange(n_frames) / 48_000)
    times_s = np.arange(n_points_for(n_frames)) * 16 / 48_000
    gain_db = 6 * np.sin(2 * np.pi * 20 * times_s)[:, None]
    ones = np.ones_like(gain_db)
    course = SettingsCourse(("peak",), 100 * ones, gain_db, 0.71 * ones)
    out = Equalizer(course, 48_000)(audio)
    high_pass = scipy.signal.butter(10, 1_500, "high", fs=48_000, output="sos")
    assert dbfs(scipy.signal.sosfilt(high_pass, out)[4_800:]) < -95


def test_params_make_a_course() -> None:
    rows = np.arange(1, 27, dtype=float).reshape(2, 13)
    course = SettingsCourse.from_params(rows)
    settings = EqSettings.from_params(rows[1])
    np.testing.assert_array_equal(course.freq_hz[1], [band.freq_hz for band in settings.bands])
    np.testing.assert_array_equal(course.gain_db[1], [band.gain_db for band in settings.bands])
    np.testing.assert_array_equal(course.q[1], [band.q for band in settings.bands])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SettingsCourse(("peak",), [[1.0]], [[0.0]], [1.0]), "q must have shape"),
        (lambda: SettingsCourse(("peak",), [[1.0]], [[61.0]], [[1.0]]), "gain_db within ±60 dB"),
        (lambda: SettingsCourse(("peak",), [[0.0]], [[1.0]], [[1.0]]), "0.0 at point 0, band 0"),
        (lambda: SettingsCourse(("peak",), [[1.0]], [[1.0]], [[np.nan]]), "q finite and > 0"),
        (lambda: SettingsCourse(("x",), [[1.0]], [[1.0]], [[1.0]]), "among .*got 'x'"),
        (lambda: SettingsCourse.from_params(np.ones((2, 12))), r"\(n_points, 13\)"),
        (lambda: SettingsCourse.from_breakpoints([], 9, 48_000), "at least one"),
        (
            lambda: SettingsCourse.from_breakpoints(
                [(0.0, START), (1.0, EqSettings(END.bands[:1]))], 9, 48_000
            ),
            "need bands of kinds",
        ),
    ],
)  # fmt: skip
def test_a_course_refuses_what_cannot_be(make, message) -> None:
    with pytest.raises(ParameterError, match=message):
        make()


def test_a_course_stream_takes_its_own_dtype() -> None:
    with pytest.raises(AudioError, match="takes float32 blocks, got float64"):
        CourseStream(course_for(100), 48_000).process(np.zeros(100))
