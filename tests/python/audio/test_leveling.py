"""Gains that are what they say: as loud as the input, and below full scale."""

from __future__ import annotations

import math

import numpy as np
import pyloudnorm
import pytest
import soundfile as sf

import semeq
from semeq import ParameterError
from semeq.audio.loudness import loudness
from semeq.audio.render_file import render_file
from semeq.words.render import render

SETTINGS = semeq.morph("warm", "bright", 0.9)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("words", [("warm", "bright", 0.0), ("warm", "bright", 1.0)])
def test_matching_gives_the_loudness_of_the_input(dtype, words, clip) -> None:
    audio = clip(2, 4, 48_000).astype(dtype)
    before = audio.copy()
    plain = render(audio, *words, sample_rate=48_000)
    result, info = render(audio, *words, sample_rate=48_000, match_loudness=True, return_info=True)
    expected = pyloudnorm.Meter(48_000, filter_class="DeMan").integrated_loudness(audio.T)
    measured = pyloudnorm.Meter(48_000, filter_class="DeMan").integrated_loudness(result.T)
    assert measured == pytest.approx(expected, abs=1e-3)
    assert info.loudness_in_lufs == pytest.approx(expected, abs=1e-5)
    assert info.loudness_out_lufs == pytest.approx(measured, abs=1e-5)
    assert abs(info.gain_db) > 0.1
    np.testing.assert_allclose(result, plain * 10 ** (info.gain_db / 20), rtol=1e-6)
    assert info.peak == np.abs(result).max()
    assert info.settings == semeq.morph(*words)
    assert result.dtype == dtype
    np.testing.assert_array_equal(audio, before)


def test_amount_zero_stays_an_exact_bypass(stereo) -> None:
    long = np.tile(stereo, 10)
    result, info = render(long, "warm", "bright", amount=0, match_loudness=True, return_info=True)
    assert result.tobytes() == long.tobytes()
    assert info.gain_db == 0.0
    assert info.loudness_in_lufs == info.loudness_out_lufs == loudness(long, sample_rate=44_100)


@pytest.mark.parametrize("seconds", [0.3, 1])
def test_where_there_is_no_loudness_there_is_no_gain(seconds, sine) -> None:
    quiet = sine((-90, seconds))
    plain = render(quiet, "warm", "warm", sample_rate=48_000)
    result, info = render(
        quiet, "warm", "warm", sample_rate=48_000, match_loudness=True, return_info=True
    )
    np.testing.assert_array_equal(result, plain)
    assert info.gain_db == 0.0
    assert info.loudness_in_lufs == -math.inf


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_headroom_lowers_to_full_scale_and_never_raises(rng, dtype) -> None:
    for scale in (1.3, 3.7, 1e6):
        loud = (scale * rng.uniform(-1, 1, (2, 5_000))).astype(dtype)
        result, info = render(loud, "warm", "warm", headroom="normalize", return_info=True)
        assert info.peak == np.abs(result).max() <= 1.0
        assert info.peak > 1 - 1e-6
        assert info.gain_db < 0
        assert info.loudness_in_lufs is info.loudness_out_lufs is None
    soft = (0.1 * rng.uniform(-1, 1, (2, 5_000))).astype(dtype)
    result, info = render(soft, "warm", "warm", headroom="normalize", return_info=True)
    np.testing.assert_array_equal(result, render(soft, "warm", "warm"))
    assert info.gain_db == 0.0
    assert render(soft, "warm", "warm", headroom="normalize").tobytes() == result.tobytes()


def test_headroom_comes_before_loudness(sine) -> None:
    loud = np.clip(sine((20, 1)), -1, 1)  # no room for what bright adds after the cut of the lows
    result, info = render(
        loud, "warm", "warm", sample_rate=48_000, amount=-1, match_loudness=True,
        headroom="normalize", return_info=True,
    )  # fmt: skip
    assert np.abs(result).max() <= 1.0
    assert info.loudness_out_lufs < info.loudness_in_lufs
    assert info.loudness_out_lufs == pytest.approx(loudness(result, sample_rate=48_000), abs=1e-9)


def test_out_in_place_and_torch(rng) -> None:
    torch = pytest.importorskip("torch")
    audio = rng.uniform(-1, 1, (2, 48_000)).astype(np.float32)
    options = {"sample_rate": 48_000, "match_loudness": True, "headroom": "normalize"}
    expected = render(audio, "warm", "bright", **options)
    out = np.empty((2, 96_000), np.float32)[:, ::2]
    assert render(audio, "warm", "bright", out=out, **options) is out
    np.testing.assert_array_equal(out, expected)
    tensor = torch.from_numpy(audio.copy())
    result, info = render(tensor, "warm", "bright", out=tensor, return_info=True, **options)
    assert result is tensor
    np.testing.assert_array_equal(tensor.numpy(), expected)
    assert info.peak == np.abs(expected).max()
    swapped = audio.astype(">f4")
    np.testing.assert_array_equal(render(swapped, "warm", "bright", **options), expected)


def test_an_unknown_headroom_is_refused(tmp_path, stereo) -> None:
    with pytest.raises(ParameterError, match="headroom must be one of none, normalize, got 'off'"):
        render(stereo, "warm", "bright", headroom="off")
    sf.write(tmp_path / "in.wav", stereo.T, 44_100)
    with pytest.raises(ParameterError, match="headroom"):
        render_file(tmp_path / "in.wav", tmp_path / "out.wav", SETTINGS, headroom="off")
    assert [path.name for path in tmp_path.iterdir()] == ["in.wav"]
