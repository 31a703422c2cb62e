"""Equalizer against scipy in float64, on every instruction set."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import numpy as np
import pytest
import scipy.signal

import semeq
from semeq import AudioError, Automation, Band, EqSettings, Equalizer, ParameterError, _core

HARD_CASES = {
    "low shelf 30 Hz +12 dB": (48_000, [Band("low_shelf", 30.0, 12.0)]),
    "low shelf 30 Hz -12 dB": (48_000, [Band("low_shelf", 30.0, -12.0)]),
    "peak 20 Hz Q 10 at 96 kHz": (96_000, [Band("peak", 20.0, 12.0, 10.0)]),
    "high shelf 20 kHz at 44.1 kHz": (44_100, [Band("high_shelf", 20_000.0, 12.0)]),
    "five peaks 100 Hz Q 3 +6 dB": (48_000, [Band("peak", 100.0, 6.0, 3.0)] * 5),
    "forty peaks": (48_000, [Band("peak", 40.0 * 1.16**i, (-1) ** i * 5, 2.0) for i in range(40)]),
}

USES_OF_THE_ISA = [
    "semeq.isa()",
    "semeq.Equalizer(flat)(audio)",
    "semeq.StreamingEqualizer(flat, sample_rate=48_000)",
    "semeq.sosfilt([[1.0, 0, 0, 1, 0, 0]], audio)",
    "semeq.render_batch(audio, [flat], sample_rate=48_000)",
    "semeq.morph('warm', 'bright')",
]


def dbfs(error: np.ndarray) -> float:
    return 20 * np.log10(np.abs(error).max() + 1e-30)


@pytest.mark.parametrize("isa", _core.runnable_isas())
@pytest.mark.parametrize("case", HARD_CASES)
def test_hard_cases_equal_scipy(rng, case, isa) -> None:
    sample_rate, bands = HARD_CASES[case]
    sos = EqSettings(tuple(bands)).to_sos(sample_rate=sample_rate)
    audio = rng.uniform(-0.1, 0.1, sample_rate).astype(np.float32)
    expected = scipy.signal.sosfilt(sos, audio.astype(np.float64))
    for dtype, bound in ((np.float32, -110 if len(bands) == 40 else -115), (np.float64, -200)):
        result = np.empty(audio.shape, dtype)
        assert _core.equalize(sos, audio.astype(dtype), result, 1, isa)
        assert dbfs(result - expected) < bound


def test_sections_may_be_given_as_they_are(rng) -> None:
    sos = scipy.signal.butter(8, [300, 5_000], "bandpass", fs=48_000, output="sos")
    audio = rng.standard_normal((2, 5_000))
    np.testing.assert_allclose(
        Equalizer(sos, sample_rate=48_000)(audio), scipy.signal.sosfilt(sos, audio), atol=1e-12
    )


def test_flat_settings_copy_bit_for_bit() -> None:
    audio = np.array([[0.1, -0.0, 1e-42, 3e38]], np.float32)
    flat = EqSettings((Band("peak", 1_000.0, 0.0), Band("low_shelf", 100.0, 0.0)))
    result = Equalizer(flat)(audio)
    assert result.tobytes() == audio.tobytes()
    assert not np.shares_memory(result, audio)


def test_threads_change_nothing(rng) -> None:
    settings = EqSettings((Band("peak", 1_000.0, 6.0),) * 5)
    audio = rng.standard_normal((7, 60_000)).astype(np.float32)
    one, three = Equalizer(settings), Equalizer(settings, n_threads=3)
    np.testing.assert_array_equal(one(audio), three(audio))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_threads_share_one_long_channel(rng, dtype) -> None:
    settings = EqSettings((Band("low_shelf", 20.0, 9.0), Band("peak", 90.0, -6.0, 4.0)))
    audio = rng.standard_normal(400_003).astype(dtype)
    expected = Equalizer(settings)(audio)
    equalizer = Equalizer(settings, n_threads=3)
    result = equalizer(audio)
    tolerance = 4 * np.finfo(dtype).eps * np.abs(expected).max()
    np.testing.assert_allclose(result, expected, rtol=0, atol=tolerance)
    in_place = audio.copy()
    assert equalizer(in_place, out=in_place) is in_place
    np.testing.assert_array_equal(in_place, result)

    # One filter alone would carry the NaN to the end.
    bad, out = audio.copy(), np.empty_like(audio)
    bad[0] = np.nan
    assert not _core.equalize(settings.to_sos(sample_rate=44_100), bad, out, 3)
    assert np.isnan(out[0])
    assert np.isfinite(out[-1])


@pytest.mark.parametrize("frame", [0, 133_000, 200_000, 299_999])
def test_threads_tell_of_a_nan_wherever_it_is(rng, frame) -> None:
    equalizer = Equalizer(EqSettings((Band("peak", 1_000.0, 6.0),) * 5), n_threads=3)
    audio = rng.standard_normal(300_000).astype(np.float32)
    audio[frame] = np.nan
    with pytest.raises(AudioError, match=f"frame {frame}"):
        equalizer(audio)


def test_one_equalizer_serves_many_python_threads(rng) -> None:
    equalizer = Equalizer(EqSettings((Band("peak", 1_000.0, 6.0),) * 5))
    audio = rng.standard_normal((4, 50_000)).astype(np.float32)
    expected = equalizer(audio)
    results: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: results.append(equalizer(audio))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 8
    for result in results:
        np.testing.assert_array_equal(result, expected)


def test_isa_can_be_forced_and_is_refused_by_name() -> None:
    assert semeq.isa() in _core.runnable_isas()
    code = "import semeq; print(semeq.isa())"
    for isa in _core.runnable_isas():
        run = subprocess.run([sys.executable, "-c", code], env=os.environ | {"SEMEQ_ISA": isa},
                             capture_output=True, text=True, check=True)  # fmt: skip
        assert run.stdout.strip() == isa
    run = subprocess.run([sys.executable, "-c", code], env=os.environ | {"SEMEQ_ISA": "mmx"},
                         capture_output=True, text=True, check=False)  # fmt: skip
    assert "semeq.errors.ParameterError: SEMEQ_ISA: instruction set must be one of" in run.stderr
    assert "got 'mmx'" in run.stderr


@pytest.mark.parametrize("use", USES_OF_THE_ISA)
def test_a_bad_isa_is_a_parameter_error_wherever_it_is_noticed(use) -> None:
    code = f"""
import numpy as np, semeq
audio, flat = np.zeros(99, np.float32), semeq.EqSettings((semeq.Band("peak", 1e3, 0.0),))
try:
    {use}
except semeq.ParameterError as error:
    print(error)
"""
    run = subprocess.run([sys.executable, "-c", code], env=os.environ | {"SEMEQ_ISA": "mmx"},
                         capture_output=True, text=True, check=True)  # fmt: skip
    assert run.stdout.startswith("SEMEQ_ISA: instruction set must be one of")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Equalizer([[1, 0, 0, 1, -2.0, 1.0]]), "section 0 is not .*semeq.sosfilt"),
        (lambda: Equalizer(np.ones((1, 5))), r"shape \(n_sections, 6\)"),
        (lambda: Equalizer(EqSettings(()), n_threads=0), "n_threads must be from 1 to 1024, got 0"),
        (lambda: Equalizer(EqSettings(()), n_threads=1.5), "must be a whole number, got 1.5"),
        (lambda: Equalizer(EqSettings(()), sample_rate="48000"), "sample_rate .* got '48000'"),
        (lambda: Equalizer("warm"), "sos must hold numbers, got 'warm'"),
        (lambda: Equalizer(None), "sos must hold numbers, got None"),
        (lambda: Equalizer([EqSettings(())]), "sos must hold numbers"),
        (lambda: Equalizer(EqSettings(()), design="x"), "design must be"),
    ],
)
def test_bad_arguments_are_named(call, message) -> None:
    with pytest.raises(ParameterError, match=message):
        call()


def test_what_is_played_can_be_read() -> None:
    settings = EqSettings((Band("peak", 1_000.0, 6.0),))
    equalizer = Equalizer(settings, sample_rate=48_000)
    assert (equalizer.settings, equalizer.sample_rate) == (settings, 48_000.0)
    assert repr(equalizer) == "Equalizer(<1 band>, sample_rate=48000)"
    sos = settings.to_sos(sample_rate=48_000)
    by_sections = Equalizer(sos, sample_rate=44_100)
    sos[:] = 0
    np.testing.assert_array_equal(by_sections.settings, settings.to_sos(sample_rate=48_000))
    with pytest.raises(ValueError, match="read-only"):
        by_sections.settings[:] = 0
    assert repr(by_sections) == "Equalizer(<1 section>, sample_rate=44100)"
    automation = Automation.from_params(np.ones((3, 13)))
    moving = Equalizer(automation)
    assert moving.settings is automation
    assert repr(moving) == "Equalizer(Automation(<5 bands, 3 breakpoints>), sample_rate=44100)"


def test_the_native_code_checks_again() -> None:
    sos = np.array([[2.0, 0, 0, 1, 0, 0]])
    good = np.zeros(9, np.float32)
    read_only = np.zeros(9, np.float32)
    read_only.flags.writeable = False
    for audio, out in (
        (good, np.zeros(8, np.float32)), (good, np.zeros(9)), (np.zeros(9, int), good),
        (good, read_only), (np.zeros(18, np.float32)[::2], good),
        (np.zeros((1, 1, 9), np.float32), np.zeros((1, 1, 9), np.float32)),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=r"audio|out"):
            _core.equalize(sos, audio, out)
    with pytest.raises(ValueError, match="a0"):
        _core.equalize(2 * sos, good, good)
    with pytest.raises(ValueError, match="stable"):
        _core.equalize(np.array([[1, 0, 0, 1, -2.0, 1.0]]), good, good)
    assert issubclass(AudioError, ValueError)


def overlapping(shape, dtype):
    """Two arrays of one shape, the second half a row behind the first."""
    size, behind = int(np.prod(shape)), shape[-1] // 2
    memory = np.zeros(2 * size, dtype)
    return memory[:size].reshape(shape), memory[behind : behind + size].reshape(shape)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(64,), (2, 64)])
def test_the_native_code_refuses_audio_that_overlaps(shape, dtype) -> None:
    """Every binding that takes two audio arrays; border.open_border copies before it gets there."""
    sos = np.array([[2.0, 0, 0, 1, 0, 0]])
    audio, out = overlapping(shape, dtype)
    n_channels, is_double = audio.size // 64, dtype == np.float64
    apart, three = np.zeros_like(audio), np.zeros((3, *shape), dtype)
    automation = _core.Automation(["peak"], 48_000.0, n_channels, "rbj", is_double)
    _, count = automation.breakpoints_for(64)
    stream = _core.StreamingEqualizer(
        ["peak"], [1e3], [6.0], [1.0], 48_000.0, n_channels, 64, 20.0, "rbj", is_double,
        lambda *_: "otherwise",
    )  # fmt: skip
    for first, second in ((audio, out), (out, audio)):
        with pytest.raises(ValueError, match="out overlaps audio"):
            _core.equalize(sos, first, second)
        with pytest.raises(ValueError, match="y overlaps audio"):
            _core.sosfilt(sos, first, second)
        with pytest.raises(ValueError, match="out overlaps audio"):
            automation.process(first, second, np.zeros((count, 1, 3)))
        with pytest.raises(ValueError, match="out overlaps audio"):
            stream.process_ready(first, second)
        assert stream.process(first, out=second) == "otherwise"
        with pytest.raises(ValueError, match="out overlaps audio"):
            _core.equalize_many([sos], first, [second], 1)
        with pytest.raises(ValueError, match="apart from audio and each other"):
            _core.equalize_many([sos, sos], apart, [first, second], 1)
    with pytest.raises(ValueError, match="y must be apart from x"):
        _core.sosfilt(sos, audio, audio)
    with pytest.raises(ValueError, match="apart from audio and each other"):
        _core.equalize_many([sos], audio, [audio], 1)
    with pytest.raises(ValueError, match="apart from audio and each other"):
        _core.equalize_many([sos, sos], audio, [apart, apart], 1)
    _core.equalize(sos, audio, audio)  # the same audio is no overlap
    _core.equalize_many([sos, sos], three[1], [three[2], three[0]], 2)
