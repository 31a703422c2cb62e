"""The border: what comes in, what is refused and with which words."""

from __future__ import annotations

import numpy as np
import pytest

from semeq import AudioError, Band, EqSettings, Equalizer, ParameterError
from semeq.audio.border import MAX_CHANNELS, check_finite, open_border

SETTINGS = EqSettings((Band("peak", 1_000.0, 6.0, 1.0),))
EQUALIZER = Equalizer(SETTINGS, sample_rate=48_000)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(500,), (1, 500), (2, 500), (1,), (1, 1)])
@pytest.mark.parametrize("module", ["numpy", "torch"])
def test_the_result_is_what_came_in(rng, module, shape, dtype) -> None:
    array = rng.uniform(-0.5, 0.5, shape).astype(dtype)
    audio = array if module == "numpy" else pytest.importorskip("torch").from_numpy(array.copy())
    result = EQUALIZER(audio)
    assert type(result) is type(audio)
    assert result.dtype == audio.dtype
    assert tuple(result.shape) == shape
    np.testing.assert_array_equal(np.asarray(result), EQUALIZER(array))
    np.testing.assert_array_equal(np.asarray(audio), array)


def test_memory_layouts_give_the_same_samples(rng) -> None:
    audio = rng.uniform(-0.5, 0.5, (2, 500))
    expected = EQUALIZER(audio)
    interleaved = np.ascontiguousarray(audio.T).T
    wide = np.zeros((4, 1_000))
    wide[::2, ::2] = audio
    swapped = audio.astype(">f8")
    frozen = audio.copy()
    frozen.flags.writeable = False
    for other in (interleaved, wide[::2, ::2], audio[:, ::-1].copy()[:, ::-1], frozen, swapped):
        result = EQUALIZER(other)
        assert result.dtype == other.dtype
        np.testing.assert_array_equal(result, expected)
    np.testing.assert_array_equal(
        EQUALIZER(np.broadcast_to(audio[0], (2, 500))), np.stack([expected[0]] * 2)
    )


def test_out_of_every_layout_is_filled(rng) -> None:
    audio = rng.uniform(-0.5, 0.5, (2, 500))
    expected = EQUALIZER(audio)
    strided = np.zeros((2, 1_000))[:, ::2]
    swapped = np.zeros((2, 500), dtype=">f8")
    for source, out in ((audio, np.empty_like(audio)), (audio, strided),
                        (audio.astype(">f8"), swapped)):  # fmt: skip
        assert EQUALIZER(source, out=out) is out
        np.testing.assert_array_equal(out, expected)


def test_a_tensor_is_filled_in_place(rng) -> None:
    audio = rng.uniform(-0.5, 0.5, (2, 500))
    tensor = pytest.importorskip("torch").from_numpy(audio.copy())
    assert EQUALIZER(tensor, out=tensor) is tensor
    np.testing.assert_array_equal(tensor.numpy(), EQUALIZER(audio))


def test_out_may_be_or_overlap_the_audio(rng) -> None:
    audio = rng.uniform(-0.5, 0.5, (2, 500))
    expected = EQUALIZER(audio)
    same = audio.copy()
    assert EQUALIZER(same, out=same) is same
    np.testing.assert_array_equal(same, expected)
    shifted = np.zeros((2, 501))
    shifted[:, :-1] = audio
    EQUALIZER(shifted[:, :-1], out=shifted[:, 1:])
    np.testing.assert_array_equal(shifted[:, 1:], expected)
    rows = np.concatenate([audio, audio[:1]])
    EQUALIZER(rows[:2], out=rows[1:])
    np.testing.assert_array_equal(rows[1:], expected)


@pytest.mark.parametrize(
    ("audio", "message"),
    [
        ([0.0, 1.0], r"NumPy array or a torch tensor, got list \(np.asarray"),
        (np.zeros(9, np.int16), r"int16 \(pass audio.astype\(np.float32\) / 32768\)"),
        (np.zeros(9, np.int32), "2147483648"),
        (np.zeros(9, np.uint8), "- 128"),
        (np.zeros(9, np.float16), "float16"),
        (np.zeros(9, np.complex64), "got complex64"),
        (np.zeros(9, bool), "got bool"),
        (np.zeros(9, object), "got object"),
        (np.zeros((2, 2), np.float32), r"more frames than channels.*audio.T, got shape \(2, 2\)"),
        (np.zeros((48_000, 2)), r"audio.T, got shape \(48000, 2\)"),
        (np.zeros((2, 1)), r"got shape \(2, 1\)"),
        (np.zeros((2, 3, 4)), "one or two dimensions"),
        (np.zeros(()), "one or two dimensions"),
        (np.zeros(0), r"at least one channel and one frame, got shape \(0,\)"),
        (np.zeros((2, 0)), "at least one channel and one frame"),
        (np.zeros((0, 9)), "at least one channel and one frame"),
        (np.zeros((MAX_CHANNELS + 1, 2_000), np.float32), "at most 1024 channels"),
    ],
)
def test_other_audio_is_refused_with_a_way_out(audio, message) -> None:
    with pytest.raises(AudioError, match=message):
        EQUALIZER(audio)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda tensor: tensor.requires_grad_(), r"requires grad.*audio.detach\(\)"),
        (lambda tensor: tensor.short(), "32768"),
        (lambda tensor: tensor.bfloat16(), r"bfloat16 \(pass audio.float\(\)\)"),
        (lambda tensor: tensor.to("meta"), r"is on meta \(pass audio.cpu\(\)\)"),
        (lambda tensor: tensor.to_sparse(), r"sparse \(pass audio.to_dense\(\)\)"),
    ],
)
def test_other_tensors_are_refused_with_a_way_out(change, message) -> None:
    tensor = change(pytest.importorskip("torch").zeros(9))
    with pytest.raises(AudioError, match=message):
        EQUALIZER(tensor)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("in_place", [False, True])
@pytest.mark.parametrize("settings", [SETTINGS, EqSettings(())])
def test_nan_and_infinity_are_named_and_change_nothing(bad, dtype, in_place, settings) -> None:
    audio = np.zeros((2, 70_000), dtype)
    audio[1, 65_001] = bad
    audio[1, 69_999] = np.nan
    before = audio.copy()
    with pytest.raises(AudioError, match=rf"got {bad} at channel 1, frame 65001 .*nan_to_num"):
        Equalizer(settings)(audio, out=audio if in_place else None)
    np.testing.assert_array_equal(audio, before)


def test_output_beyond_the_largest_float_is_no_error_of_the_audio() -> None:
    audio = np.full(100, 3e38, np.float32)
    with np.errstate(all="ignore"):
        assert not np.isfinite(EQUALIZER(audio)).all()


@pytest.mark.parametrize(
    ("out", "message"),
    [
        (np.zeros(9), r"float32 of shape \(9,\) like audio, got float64 of shape \(9,\)"),
        (np.zeros(8, np.float32), r"got float32 of shape \(8,\)"),
        ([0.0] * 9, "got list"),
    ],
)
def test_other_out_is_refused(out, message) -> None:
    with pytest.raises(AudioError, match=message):
        EQUALIZER(np.zeros(9, np.float32), out=out)


def test_a_tensor_is_no_out_for_an_array() -> None:
    out = pytest.importorskip("torch").zeros(9)
    with pytest.raises(AudioError, match="out must be of audio's type ndarray, got Tensor"):
        EQUALIZER(np.zeros(9, np.float32), out=out)


def test_read_only_out_is_refused() -> None:
    out = np.zeros(9, np.float32)
    out.flags.writeable = False
    with pytest.raises(AudioError, match="read-only"):
        EQUALIZER(np.zeros(9, np.float32), out=out)


def test_silence_stays_silence_and_denormals_are_harmless() -> None:
    assert not EQUALIZER(np.zeros((2, 100))).any()
    assert np.abs(EQUALIZER(np.full(1_000, 1e-42, np.float32))).max() < 1e-37


@pytest.mark.parametrize("n_channels", [1, 3, 64, MAX_CHANNELS])
def test_channels_do_not_mix(rng, n_channels) -> None:
    audio = rng.uniform(-0.5, 0.5, (n_channels, 1_100)).astype(np.float32)
    result = EQUALIZER(audio)
    for channel in (0, n_channels - 1):
        np.testing.assert_array_equal(result[channel], EQUALIZER(audio[channel]))


@pytest.mark.parametrize("sample_rate", [0, -1, 7_999, 384_001, np.nan, np.inf])
def test_sample_rates_out_of_range_are_refused(sample_rate) -> None:
    with pytest.raises(ParameterError, match="sample_rate must be from 8000 to 384000 Hz"):
        Equalizer(SETTINGS, sample_rate=sample_rate)


def test_a_border_may_demand_channels() -> None:
    assert open_border(np.zeros((2, 1)), n_channels=2).source.shape == (2, 1)
    with pytest.raises(AudioError, match="2 channels, got shape"):
        open_border(np.zeros(5), n_channels=2)
    check_finite(np.zeros(5))
