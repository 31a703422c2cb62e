"""Controls that move along the audio, in every form."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from semeq import ParameterError
from semeq.audio.controls import n_breakpoints_for, sample_control


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
        sampled = sample_control(form, n_frames=n_frames, sample_rate=48_000)
        assert sampled.shape == (n_breakpoints_for(n_frames),)
        np.testing.assert_allclose(sampled, value, rtol=1e-15)


def test_ramps_in_every_form_are_equal() -> None:
    n_frames = 160
    expected = np.minimum(np.arange(0, 161, 16), 159) / 160
    per_frame = np.arange(n_frames) / n_frames
    np.testing.assert_allclose(
        sample_control(per_frame, n_frames=n_frames, sample_rate=48_000), expected
    )
    for form in ([(0.0, 0.0), (160 / 48_000, 1.0)], lambda t: t * 300):
        np.testing.assert_allclose(
            sample_control(form, n_frames=n_frames, sample_rate=48_000)[:-1], expected[:-1]
        )


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
        (lambda _: "warm", r"alpha\(times\) must return numbers, got 'warm'"),
        (lambda _: 0.5, r"one value per time, shape \(31,\), got \(\) \(np.vectorize"),
    ],
)
def test_bad_values_are_named(value, message) -> None:
    with pytest.raises(ParameterError, match=message):
        sample_control(value, n_frames=480, sample_rate=48_000)
