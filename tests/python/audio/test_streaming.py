"""Streams: cut anywhere, steered from anywhere, quiet."""

from __future__ import annotations

import threading

import numpy as np
import pytest
import scipy.signal

from semeq import AudioError, Band, EqSettings, Equalizer, ParameterError, StreamingEqualizer

BUSY = EqSettings(
    (
        Band("low_shelf", 100.0, 6.0),
        Band("peak", 300.0, -4.0, 1.0),
        Band("peak", 1_000.0, 5.0, 2.0),
        Band("peak", 4_000.0, -3.0, 1.5),
        Band("high_shelf", 9_000.0, 4.0),
    )
)


def play(stream, audio: np.ndarray, block_frames: int) -> np.ndarray:
    blocks = range(0, audio.shape[-1], block_frames)
    return np.concatenate(
        [stream.process(audio[..., at : at + block_frames]) for at in blocks], axis=-1
    )


@pytest.mark.parametrize("block_frames", [1, 2, 3, 7, 16, 17, 63, 64, 509, 4096])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("n_sections", [5, 23])
def test_blocks_equal_one_shot_bit_for_bit(rng, block_frames, dtype, n_sections) -> None:
    settings = EqSettings((BUSY.bands * 5)[:n_sections])
    audio = rng.uniform(-0.1, 0.1, (2, 5_003)).astype(dtype)
    stream = StreamingEqualizer(settings, sample_rate=48_000, n_channels=2, dtype=dtype)
    np.testing.assert_array_equal(
        play(stream, audio, block_frames), Equalizer(settings, sample_rate=48_000)(audio)
    )


def steer(settings, change_to, audio, ramp_ms=10.0, block_frames=64):
    """Output of a stream whose settings change after a tenth of the audio."""
    stream = StreamingEqualizer(settings, sample_rate=48_000, ramp_ms=ramp_ms, dtype=audio.dtype)
    at = len(audio) // 10 // block_frames * block_frames
    start = play(stream, audio[:at], block_frames)
    stream.settings = change_to
    return np.concatenate([start, play(stream, audio[at:], block_frames)])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(
    "band",
    [
        lambda gain_db: Band("peak", 100.0, gain_db, 0.71),
        lambda gain_db: Band("low_shelf", 200.0, gain_db),
        lambda gain_db: Band("peak", 100.0, gain_db, 4.0),
    ],
)
def test_a_gain_swing_in_10_ms_does_not_click(band, dtype) -> None:
    """-12 to +12 dB on a 100 Hz sine at -12 dBFS: at most -95 dBFS above 1.5 kHz."""
    audio = (10 ** (-12 / 20) * np.sin(2 * np.pi * 100 * np.arange(48_000) / 48_000)).astype(dtype)
    low, high = EqSettings((band(-12.0),)), EqSettings((band(12.0),))
    out = steer(low, high, audio).astype(np.float64)
    high_pass = scipy.signal.butter(10, 1_500, "high", fs=48_000, output="sos")
    artifact = scipy.signal.sosfilt(high_pass, out)[2_400:]
    assert 20 * np.log10(np.abs(artifact).max()) <= -95
    assert np.abs(out[-4_800:]).max() > 3 * np.abs(out[2_400:4_800]).max()


@pytest.mark.parametrize("gain_db", [12.0, -3.0, -12.0])
@pytest.mark.parametrize("tone_hz", [62.0, 150.0, 250.0, 650.0, 1_000.0, 8_000.0])
def test_a_frequency_jump_does_not_overshoot(tone_hz, gain_db) -> None:
    """8 kHz to 62 Hz at Q 4 in 10 ms: a tone rises 0.2 dB at most above what the band can give.

    In direct form the same jump overshoots by up to 14 dB, and a cut whose resonance is left
    alone by 3 dB.
    """
    ends = [EqSettings((Band("peak", freq_hz, gain_db, 4.0),)) for freq_hz in (8_000.0, 62.0)]
    for phase in (0.0, 0.5 * np.pi):
        audio = 0.1 * np.sin(2 * np.pi * tone_hz * np.arange(48_000) / 48_000 + phase)
        for start, end in (ends, ends[::-1]):
            after = steer(start, end, audio, block_frames=480)[4_000:]
            assert 20 * np.log10(np.abs(after).max() / 0.1) <= max(gain_db, 0.0) + 0.2


def test_a_cut_that_moves_slowly_keeps_its_depth() -> None:
    """A third of an octave in 100 ms, on the tone all the while it passes."""
    audio = 0.1 * np.sin(2 * np.pi * 1_000 * np.arange(48_000) / 48_000)
    start, end = (EqSettings((Band("peak", hz, -12.0, 1.0),)) for hz in (900.0, 1_130.0))
    after = steer(start, end, audio, ramp_ms=100.0)[4_000:]
    at_rest_db = max(s.curve_db([1_000.0], sample_rate=48_000).item() for s in (start, end))
    assert 20 * np.log10(np.abs(after).max() / 0.1) <= at_rest_db + 0.3


def test_after_a_change_the_stream_is_the_new_equalizer(rng) -> None:
    other = EqSettings(tuple(Band(b.kind, b.freq_hz * 1.5, -b.gain_db, b.q) for b in BUSY.bands))
    audio = np.concatenate([np.zeros(48_000), rng.uniform(-0.1, 0.1, 5_000)])
    np.testing.assert_array_equal(
        steer(BUSY, other, audio, block_frames=500)[48_000:],
        Equalizer(other, sample_rate=48_000)(audio[48_000:]),
    )


def test_in_place_with_out_and_in_torch(rng) -> None:
    torch = pytest.importorskip("torch")
    audio = rng.uniform(-0.1, 0.1, (2, 640)).astype(np.float32)
    expected = Equalizer(BUSY, sample_rate=48_000)(audio)
    stream = StreamingEqualizer(BUSY, sample_rate=48_000, n_channels=2)
    block = audio[:, :64].copy()
    assert stream.process(block, out=block) is block
    out = np.empty((2, 64), np.float32)
    assert stream.process(audio[:, 64:128], out=out) is out
    tensor = stream.process(torch.from_numpy(audio[:, 128:192].copy()))
    assert isinstance(tensor, torch.Tensor)
    overlapping = np.zeros((2, 65), np.float32)
    overlapping[:, :64] = audio[:, 192:256]
    stream.process(overlapping[:, :64], out=overlapping[:, 1:])
    strided = stream.process(np.asfortranarray(audio[:, 256:320]))
    np.testing.assert_array_equal(
        np.concatenate([block, out, tensor.numpy(), overlapping[:, 1:], strided], axis=1),
        expected[:, :320],
    )
    stream.reset()
    np.testing.assert_array_equal(stream.process(audio), expected)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        (np.zeros((2, 65), np.float32), "at most block_frames=64 frames, got 65"),
        (np.zeros((2, 9)), r"takes float32 blocks, got float64 \(pass block.astype"),
        (np.zeros(9, np.float32), "2 channels"),
        (np.zeros((3, 9), np.float32), "2 channels"),
        (np.zeros((2, 0), np.float32), "at least one channel and one frame"),
        (np.full((2, 9), np.nan, np.float32), "got nan at channel 0, frame 0"),
        (np.zeros((2, 9), np.int16), "32768"),
    ],
)
def test_a_refused_block_leaves_the_stream_as_it_was(rng, block, message) -> None:
    audio = rng.uniform(-0.1, 0.1, (2, 64)).astype(np.float32)
    stream = StreamingEqualizer(BUSY, sample_rate=48_000, n_channels=2, block_frames=64)
    first = stream.process(audio[:, :30])
    with pytest.raises(AudioError, match=message):
        stream.process(block)
    rest = stream.process(audio[:, 30:])
    np.testing.assert_array_equal(
        np.concatenate([first, rest], axis=1), Equalizer(BUSY, sample_rate=48_000)(audio)
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"n_channels": 0}, "n_channels must be from 1 to 1024, got 0"),
        ({"n_channels": 1_025}, "got 1025"),
        ({"block_frames": 0}, "block_frames must be from 1 to 2147483647, got 0"),
        ({"ramp_ms": 9.0}, r"ramp_ms must be in \[10, 1000\], got 9"),
        ({"ramp_ms": np.nan}, "got nan"),
        ({"dtype": np.int16}, "dtype must be float32 or float64, got .*int16"),
        ({"dtype": "sound"}, "dtype must be float32 or float64, got 'sound'"),
        ({"dtype": None}, "dtype must be float32 or float64, got None"),
        ({"n_channels": 1.5}, "n_channels must be a whole number, got 1.5"),
        ({"block_frames": "64"}, "block_frames must be a whole number, got '64'"),
        ({"ramp_ms": None}, "ramp_ms must be a single number, got None"),
        ({"settings": [1, 2]}, r"settings must be of type EqSettings, got \[1, 2\]"),
        ({"sample_rate": 1.0}, "sample_rate must be"),
        ({"design": "x"}, "design must be"),
    ],
)
def test_bad_arguments_are_named(change, message) -> None:
    with pytest.raises(ParameterError, match=message):
        StreamingEqualizer(**({"settings": BUSY, "sample_rate": 48_000} | change))


def test_the_sample_rate_must_be_said() -> None:
    with pytest.raises(TypeError, match="sample_rate"):
        StreamingEqualizer(BUSY)


def test_a_stream_keeps_the_kinds_of_its_bands() -> None:
    stream = StreamingEqualizer(BUSY, sample_rate=44_100)
    with pytest.raises(ParameterError, match="keep their kinds"):
        stream.settings = EqSettings(BUSY.bands[::-1][:4])
    with pytest.raises(ParameterError, match="settings must be of type EqSettings, got 'warm'"):
        stream.settings = "warm"  # type: ignore[assignment]
    assert stream.settings is BUSY


def test_a_stream_shows_its_public_methods_and_tells_what_it_is() -> None:
    stream = StreamingEqualizer(
        BUSY, sample_rate=44_100, n_channels=2, block_frames=512, dtype=np.float64
    )
    assert [name for name in dir(stream) if not name.startswith("_")] == [
        "block_frames", "dtype", "n_channels", "process", "reset", "sample_rate", "settings",
    ]  # fmt: skip
    assert (stream.sample_rate, stream.n_channels, stream.block_frames) == (44_100.0, 2, 512)
    assert stream.dtype == np.float64
    assert repr(stream) == "StreamingEqualizer(<5 bands>, sample_rate=44100, n_channels=2)"
    for name in ("sample_rate", "n_channels", "block_frames", "dtype"):
        with pytest.raises(AttributeError):
            setattr(stream, name, 1)


def test_a_subclass_may_have_its_own_process(rng) -> None:
    class Twice(StreamingEqualizer):
        def process(self, block, *, out=None):
            return 2 * super().process(block, out=out)

    audio = rng.uniform(-0.1, 0.1, 64).astype(np.float32)
    twice, once = (kind(BUSY, sample_rate=48_000) for kind in (Twice, StreamingEqualizer))
    np.testing.assert_array_equal(twice.process(audio), 2 * once.process(audio))


def test_a_second_thread_in_process_gets_an_audio_error() -> None:
    stream = StreamingEqualizer(BUSY, sample_rate=48_000, n_channels=64, block_frames=100_000)
    block = np.zeros((64, 100_000), np.float32)
    refused: list[Exception] = []
    entered = threading.Barrier(2)

    def play_on() -> None:
        entered.wait()
        for _ in range(20):
            try:
                stream.process(block, out=block)
            except AudioError as error:
                refused.append(error)

    threads = [threading.Thread(target=play_on) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert "another thread is processing or resetting this stream" in str(refused[0])
    stream.process(block)


def test_settings_name_what_plays_whoever_set_them(rng) -> None:
    """Two control threads at once, again and again: what is named at the end is what is heard."""
    choices = [
        EqSettings(tuple(Band(b.kind, b.freq_hz, gain, b.q) for b in BUSY.bands))
        for gain in (-6.0, 6.0)
    ]
    audio = rng.uniform(-0.1, 0.1, 2_000)
    stream = StreamingEqualizer(BUSY, sample_rate=48_000, dtype=np.float64)
    for _ in range(40):
        start = threading.Barrier(2)

        def turn(settings: EqSettings, start: threading.Barrier = start) -> None:
            start.wait()
            for _ in range(50):
                stream.settings = settings

        threads = [threading.Thread(target=turn, args=(each,)) for each in choices]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        stream.reset()
        expected = Equalizer(stream.settings, sample_rate=48_000)(audio)
        np.testing.assert_array_equal(stream.process(audio), expected)


def test_no_reader_sees_old_settings_once_the_new_ones_play() -> None:
    stream = StreamingEqualizer(BUSY, sample_rate=48_000)
    other = EqSettings(tuple(Band(b.kind, b.freq_hz, -b.gain_db, b.q) for b in BUSY.bands))
    native, playing, go_on = stream._native, threading.Event(), threading.Event()

    class Slow:
        def set_bands(self, *values) -> None:
            native.set_bands(*values)
            playing.set()
            go_on.wait()

    stream._native = Slow()  # type: ignore[assignment]
    seen: list[EqSettings] = []
    setter = threading.Thread(target=lambda: setattr(stream, "settings", other))
    reader = threading.Thread(target=lambda: seen.append(stream.settings))
    setter.start()
    playing.wait()
    reader.start()
    reader.join(timeout=0.1)
    assert seen == []
    go_on.set()
    for thread in (setter, reader):
        thread.join()
    assert seen == [other]


def test_settings_may_come_from_any_thread(rng) -> None:
    other = EqSettings(tuple(Band(b.kind, b.freq_hz, -b.gain_db, b.q) for b in BUSY.bands))
    stream = StreamingEqualizer(BUSY, sample_rate=48_000, n_channels=2, block_frames=4_096)
    done = threading.Event()

    def turn() -> None:
        while not done.is_set():
            stream.settings = other
            stream.settings = BUSY

    threads = [threading.Thread(target=turn) for _ in range(2)]
    for thread in threads:
        thread.start()
    out = play(stream, rng.uniform(-0.1, 0.1, (2, 200_000)).astype(np.float32), 4_096)
    done.set()
    for thread in threads:
        thread.join()
    assert np.abs(out).max() < 2.0
