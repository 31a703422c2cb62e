"""Words that steer a stream: what is heard, from which thread, and for how long."""

from __future__ import annotations

import threading
import time

import numpy as np
import pytest

import semeq
from semeq import ParameterError, UnknownTermError

RATE = 48_000
BLOCK = 64


def make_stream(**options) -> semeq.Stream:
    return semeq.Stream("warm", "bright", sample_rate=RATE, block_frames=512, **options)


def test_a_resting_stream_equals_render(stereo) -> None:
    stream = make_stream(alpha=0.3, n_channels=2)
    blocks = [stream.process(stereo[:, i : i + 512].copy()) for i in range(0, 4_801, 512)]
    expected = semeq.render(stereo, "warm", "bright", 0.3, sample_rate=RATE)
    np.testing.assert_array_equal(np.concatenate(blocks, axis=1), expected)


def test_every_control_ends_at_its_settings() -> None:
    stream = make_stream()
    stream.alpha = 0.7
    assert stream.settings == semeq.morph("warm", "bright", 0.7)
    stream.amount = -0.5
    assert stream.settings == semeq.morph("warm", "bright", 0.7, amount=-0.5)
    stream.terms = ("bright", "muddy")
    assert stream.settings == semeq.morph("bright", "muddy", 0.7, amount=-0.5)
    assert (stream.terms, stream.alpha, stream.amount) == (("bright", "muddy"), 0.7, -0.5)
    own = semeq.term("airy").settings
    stream.settings = own
    assert stream.settings == own
    assert (stream.terms, stream.alpha, stream.amount) == (None, None, None)

    tone = np.sin(2 * np.pi * 3_000 * np.arange(RATE) / RATE).astype(np.float32)
    result = np.concatenate([stream.process(block) for block in tone.reshape(-1, 480)])
    half = slice(RATE // 2, RATE)
    gain_db = 10 * np.log10(np.sum(result[half] ** 2) / np.sum(tone[half] ** 2))
    assert gain_db == pytest.approx(own.curve_db([3_000.0], sample_rate=RATE).item(), abs=0.05)


@pytest.mark.parametrize(
    ("control", "value", "expected"),
    [
        ("alpha", 0.1, (("warm", "bright"), 0.1, -0.5)),
        ("amount", 1.5, (("warm", "bright"), 0.7, 1.5)),
        ("terms", ("airy", "muddy"), (("airy", "muddy"), 0.7, -0.5)),
    ],
)
def test_a_control_brings_the_words_back(control, value, expected) -> None:
    stream = make_stream(alpha=0.7, amount=-0.5)
    stream.settings = semeq.term("airy").settings
    assert repr(stream) == "Stream(<5 bands>, sample_rate=48000, n_channels=1)"
    setattr(stream, control, value)
    assert (stream.terms, stream.alpha, stream.amount) == expected
    terms, alpha, amount = expected
    assert stream.settings == semeq.morph(terms[0], terms[1], alpha, amount=amount)
    assert repr(stream) == (
        f"Stream('{terms[0]}', '{terms[1]}', alpha={alpha:g}, amount={amount:g}, "
        "sample_rate=48000, n_channels=1)"
    )


def test_settings_that_are_refused_leave_the_words() -> None:
    stream = make_stream(alpha=0.7)
    for settings in ("warm", semeq.EqSettings((semeq.Band("peak", 1e3, 1.0),))):
        with pytest.raises(ParameterError):
            stream.settings = settings  # type: ignore[assignment]
        assert (stream.terms, stream.alpha, stream.amount) == (("warm", "bright"), 0.7, 1.0)


def test_a_stream_shows_its_public_methods() -> None:
    assert [name for name in dir(make_stream()) if not name.startswith("_")] == [
        "alpha", "amount", "block_frames", "dtype", "n_channels", "process", "reset",
        "sample_rate", "settings", "terms",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("control", "value", "error"),
    [
        ("alpha", 1.5, ParameterError),
        ("amount", float("nan"), ParameterError),
        ("alpha", "warm", ParameterError),
        ("amount", None, ParameterError),
        ("terms", ("warm", "brihgt"), UnknownTermError),
        ("terms", "warm", ParameterError),
        ("terms", 5, ParameterError),
    ],
)
def test_a_refused_control_changes_nothing(control, value, error) -> None:
    stream = make_stream()
    before = stream.settings, getattr(stream, control)
    with pytest.raises(error):
        setattr(stream, control, value)
    assert (stream.settings, getattr(stream, control)) == before


def test_controls_from_two_threads_do_not_lose_each_other() -> None:
    stream = make_stream()

    def sweep(control: str, values: np.ndarray) -> None:
        for value in values:
            setattr(stream, control, value)

    threads = [
        threading.Thread(target=sweep, args=("alpha", np.linspace(0, 0.8, 300))),
        threading.Thread(target=sweep, args=("amount", np.linspace(0, 1.5, 300))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert stream.settings == semeq.morph("warm", "bright", 0.8, amount=1.5)


def test_ten_minutes_under_a_sweeping_hand() -> None:
    """Ten minutes of 64-frame blocks while another thread moves alpha 100 times a second.

    The input is a 100 Hz sine, so whatever the output holds above 1.5 kHz is an artifact, and a
    step from block to block larger than the sine's own is a gap.
    """
    stream = make_stream(ramp_ms=20.0)
    n_blocks = 600 * RATE // BLOCK
    time_s = np.arange(RATE) / RATE
    tone = (0.25 * np.sin(2 * np.pi * 100 * time_s)).astype(np.float32)  # one second, repeated
    blocks = tone.reshape(-1, BLOCK)
    position = 0
    n_moves = 0

    def moves_due() -> int:
        return 100 * position * BLOCK // RATE

    def sweep() -> None:
        nonlocal n_moves
        rng = np.random.default_rng(0)
        while position < n_blocks:
            if n_moves < moves_due():
                stream.alpha = rng.uniform()
                n_moves += 1
            else:
                time.sleep(0)

    hand = threading.Thread(target=sweep)
    hand.start()
    kept = []
    out = np.empty(BLOCK, np.float32)
    last, largest_step = 0.0, 0.0
    for i in range(n_blocks):
        stream.process(blocks[i % len(blocks)], out=out)
        if i:
            largest_step = max(largest_step, abs(float(out[0]) - last))
        last = float(out[-1])
        if i % 1_000 < 16:  # sixteen blocks in a row, all through the ten minutes
            kept.append(out.copy())
        position = i + 1
        while n_moves < moves_due() - 1 and hand.is_alive():
            time.sleep(0)  # audio time passes faster than real time: wait for the hand
    hand.join()

    assert n_moves > 59_000
    loudest = 10 ** (12 / 20)
    assert largest_step < 0.25 * loudest * 2 * np.pi * 100 / RATE
    runs = np.concatenate(kept).reshape(-1, 16 * BLOCK).astype(float)
    window = np.blackman(runs.shape[1])
    spectrum = np.abs(np.fft.rfft(runs * window)) / (window.sum() / 2)
    freq_hz = np.fft.rfftfreq(runs.shape[1], 1 / RATE)
    artifact_dbfs = 20 * np.log10(spectrum[:, freq_hz > 1_500].max())
    assert artifact_dbfs < -80
