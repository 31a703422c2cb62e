"""The equalizer beside scipy, pedalboard, numba and a memory copy, in one process.

Every case checks its output first: semeq and scipy in float64 against scipy in float64,
pedalboard and scipy in float32 within what single precision leaves of them.
"""

from __future__ import annotations

import math
import time
from functools import cache

import numba
import numpy as np
import pedalboard
import pytest
import scipy.signal

from semeq import Band, EqSettings, Equalizer, StreamingEqualizer

SAMPLE_RATE = 48_000
MINUTE = 60 * SAMPLE_RATE
PEERS = ("semeq", "scipy", "pedalboard", "numba")


def make_settings(n_sections: int) -> EqSettings:
    """A low shelf, a high shelf where there is room for both, and peaks between."""
    if n_sections == 1:
        return EqSettings((Band("peak", 1_000.0, 6.0, 1.0),))
    peaks = [
        Band("peak", 100.0 * 80 ** (i / (n_sections - 2)), (-1) ** i * 4.0, 2.0)
        for i in range(n_sections - 2)
    ]
    return EqSettings((Band("low_shelf", 90.0, 4.0), *peaks, Band("high_shelf", 9e3, -4.0)))


@cache
def make_audio(n_channels: int, n_frames: int, dtype: str) -> np.ndarray:
    shape = (n_frames,) if n_channels == 1 else (n_channels, n_frames)
    audio = np.random.default_rng(1).uniform(-0.1, 0.1, shape)
    return audio.astype(dtype)


@numba.njit
def plain_loop(sos, x, y, states):
    for frame in range(len(x)):
        signal = np.float64(x[frame])
        for i in range(len(sos)):
            b0, b1, b2, a1, a2 = sos[i, 0], sos[i, 1], sos[i, 2], sos[i, 4], sos[i, 5]
            x0 = signal
            signal = b0 * x0 + states[i, 0]
            states[i, 0] = b1 * x0 - a1 * signal + states[i, 1]
            states[i, 1] = b2 * x0 - a2 * signal
        y[frame] = signal


def make_board(settings: EqSettings) -> pedalboard.Pedalboard:
    kinds = {
        "low_shelf": pedalboard.LowShelfFilter,
        "peak": pedalboard.PeakFilter,
        "high_shelf": pedalboard.HighShelfFilter,
    }
    return pedalboard.Pedalboard(
        [kinds[b.kind](b.freq_hz, gain_db=b.gain_db, q=b.q) for b in settings.bands]
    )


def make_peer(peer: str, settings: EqSettings, audio: np.ndarray):
    """A function of no arguments that filters the audio, as a user would call it."""
    sos = settings.to_sos(sample_rate=SAMPLE_RATE)
    if peer == "semeq":
        equalizer = Equalizer(settings, sample_rate=SAMPLE_RATE)
        return lambda: equalizer(audio)
    if peer == "scipy":
        own = sos.astype(audio.dtype)
        return lambda: scipy.signal.sosfilt(own, audio)
    if peer == "pedalboard":
        board = make_board(settings)
        return lambda: board(audio, SAMPLE_RATE)

    def loop() -> np.ndarray:
        out = np.empty_like(audio)
        for x, y in zip(np.atleast_2d(audio), np.atleast_2d(out), strict=True):
            plain_loop(sos, x, y, np.zeros((len(sos), 2)))
        return out

    return loop


def check(peer: str, settings: EqSettings, audio: np.ndarray, out: np.ndarray) -> float:
    """Assert that a second of the output is right; returns its error in dBFS."""
    part = np.atleast_2d(audio)[:2, :SAMPLE_RATE].astype(np.float64)
    expected = scipy.signal.sosfilt(settings.to_sos(sample_rate=SAMPLE_RATE), part)
    error = np.abs(np.atleast_2d(out)[:2, :SAMPLE_RATE] - expected).max()
    error_dbfs = 20 * math.log10(error + 1e-30)
    is_double = audio.dtype == np.float64
    bounds = {"semeq": -240 if is_double else -110, "numba": -240 if is_double else -130}
    assert error_dbfs < bounds.get(peer, -200 if is_double and peer == "scipy" else -50)
    return error_dbfs


def run(benchmark, group: str, peer: str, settings, audio, function) -> None:
    """Measure for about a second, whoever it is, so that all have a chance of quiet."""
    benchmark.group = group
    start = time.perf_counter()
    out = function()
    rounds = min(50, max(3, round(1.0 / (time.perf_counter() - start))))
    benchmark.extra_info |= {
        "peer": peer,
        "n_samples": audio.size,
        "error_dbfs": check(peer, settings, audio, out),
    }
    benchmark.pedantic(function, rounds=rounds, warmup_rounds=1)


@pytest.mark.parametrize("peer", PEERS)
@pytest.mark.parametrize("n_sections", [1, 5, 40])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_mono(benchmark, dtype, n_sections, peer) -> None:
    if peer == "pedalboard" and dtype == "float64":
        pytest.skip("pedalboard works in float32")
    settings, audio = make_settings(n_sections), make_audio(1, MINUTE, dtype)
    run(benchmark, f"{n_sections} sections, mono {dtype}, 60 s", peer, settings, audio,
        make_peer(peer, settings, audio))  # fmt: skip


def test_mono_two_threads(benchmark) -> None:
    settings, audio = make_settings(5), make_audio(1, MINUTE, "float32")
    one, two = (
        Equalizer(settings, sample_rate=SAMPLE_RATE),
        Equalizer(settings, sample_rate=SAMPLE_RATE, n_threads=2),
    )
    difference = np.abs(one(audio) - two(audio)).max()
    assert difference <= 4 * np.finfo(np.float32).eps * np.abs(audio).max()
    run(benchmark, "5 sections, mono float32, 60 s", "semeq, two threads", settings, audio,
        lambda: two(audio))  # fmt: skip


@pytest.mark.parametrize("peer", PEERS)
def test_stereo(benchmark, peer) -> None:
    settings, audio = make_settings(5), make_audio(2, MINUTE, "float32")
    run(benchmark, "5 sections, stereo float32, 60 s", peer, settings, audio,
        make_peer(peer, settings, audio))  # fmt: skip


@pytest.mark.parametrize("peer", [*PEERS, "semeq, two threads"])
def test_64_channels(benchmark, peer) -> None:
    settings, audio = make_settings(5), make_audio(64, 5 * SAMPLE_RATE, "float32")
    if peer == "semeq, two threads":
        equalizer = Equalizer(settings, sample_rate=SAMPLE_RATE, n_threads=2)
        run(benchmark, "5 sections, 64 channels float32, 5 s", peer, settings, audio,
            lambda: equalizer(audio))  # fmt: skip
        return
    run(benchmark, "5 sections, 64 channels float32, 5 s", peer, settings, audio,
        make_peer(peer, settings, audio))  # fmt: skip


@pytest.mark.parametrize("peer", ["semeq", "copy"])
def test_with_out(benchmark, peer) -> None:
    settings, audio = make_settings(5), make_audio(1, MINUTE, "float32")
    out = np.empty_like(audio)
    if peer == "semeq":
        equalizer = Equalizer(settings, sample_rate=SAMPLE_RATE)
        run(benchmark, "5 sections, mono float32, 60 s, out=", peer, settings, audio,
            lambda: equalizer(audio, out=out))  # fmt: skip
        return
    benchmark.group = "5 sections, mono float32, 60 s, out="
    benchmark.extra_info |= {"peer": peer, "n_samples": audio.size}
    benchmark.pedantic(lambda: np.copyto(out, audio), rounds=20, warmup_rounds=1)
    np.testing.assert_array_equal(out, audio)


def make_block_peer(peer: str, settings: EqSettings, block: np.ndarray):
    """A function that filters one block of a stream, states kept."""
    if peer.startswith("semeq"):
        process = StreamingEqualizer(settings, sample_rate=SAMPLE_RATE).process
        if peer == "semeq, out=":
            out = np.empty_like(block)
            return lambda: process(block, out=out)
        return lambda: process(block)
    if peer == "scipy":
        sos = settings.to_sos(sample_rate=SAMPLE_RATE).astype(np.float32)
        states = [np.zeros((len(sos), 2), np.float32)]

        def step() -> np.ndarray:
            y, states[0] = scipy.signal.sosfilt(sos, block, zi=states[0])
            return y

        return step
    board = make_board(settings)
    return lambda: board.process(block, SAMPLE_RATE, reset=False)


@pytest.mark.parametrize("peer", ["semeq", "semeq, out=", "scipy", "pedalboard"])
@pytest.mark.parametrize("n_frames", [32, 64, 256, 1_024])
def test_blocks(benchmark, n_frames, peer) -> None:
    settings, block = make_settings(5), make_audio(1, n_frames, "float32")
    function = make_block_peer(peer, settings, block)
    benchmark.group = f"5 sections, mono float32, blocks of {n_frames}"
    benchmark.extra_info |= {"peer": peer, "n_samples": n_frames}
    check(peer, settings, block, function())
    benchmark.pedantic(function, rounds=100, iterations=200, warmup_rounds=1)
    times_us = []
    for _ in range(5_000):
        start = time.perf_counter_ns()
        function()
        times_us.append((time.perf_counter_ns() - start) * 1e-3)
    p50, p99, p999 = np.percentile(times_us, [50, 99, 99.9])
    benchmark.extra_info |= {"p50_us": p50, "p99_us": p99, "p99.9_us": p999}
