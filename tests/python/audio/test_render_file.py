"""Files in any layout, in constant memory, whole or not at all."""

from __future__ import annotations

import json
import math
import time
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

import semeq
from semeq import AudioError
from semeq.audio.render_file import BLOCK_FRAMES, render_file
from semeq.words.render import render

SETTINGS = semeq.morph("warm", "bright", 0.3)
WALK = semeq.morph("warm", "bright", 0.9)
BOOST = semeq.EqSettings((semeq.Band("peak", 1_000.0, 12.0, 0.5),))


def write(path: Path, n_channels: int = 2, n_frames: int = 5_000, **options) -> np.ndarray:
    rng = np.random.default_rng(1)
    samples = rng.uniform(-0.2, 0.2, (n_frames, n_channels))
    sf.write(path, samples, options.pop("samplerate", 44_100), **options)
    return sf.read(path, always_2d=True)[0]


@pytest.mark.parametrize("n_frames", [0, 1, BLOCK_FRAMES, BLOCK_FRAMES + 1, 2 * BLOCK_FRAMES + 77])
@pytest.mark.parametrize("n_channels", [1, 2, 6])
def test_a_file_equals_the_array_in_one_piece(tmp_path, n_frames: int, n_channels: int) -> None:
    samples = write(tmp_path / "in.wav", n_channels, n_frames, subtype="DOUBLE")
    report = render_file(tmp_path / "in.wav", tmp_path / "out.wav", SETTINGS)
    result, sample_rate = sf.read(tmp_path / "out.wav", always_2d=True)
    expected = np.zeros((n_channels, n_frames))
    if n_frames:  # channel by channel: fewer frames than channels look transposed
        equalizer = semeq.Equalizer(SETTINGS, sample_rate=44_100)
        expected = np.stack([equalizer(channel.copy()) for channel in samples.T])
    np.testing.assert_array_equal(result.T, expected)
    assert (report.n_frames, report.n_channels, sample_rate) == (n_frames, n_channels, 44_100)
    assert report.subtype == "DOUBLE"
    assert report.peak == np.abs(expected).max(initial=0.0)


@pytest.mark.parametrize(
    ("name", "options", "subtype"),
    [
        ("out.wav", {"subtype": "PCM_16"}, "FLOAT"),
        ("out.wav", {"subtype": "FLOAT"}, "FLOAT"),
        ("out.flac", {"subtype": "FLOAT"}, "PCM_24"),
        ("out.aiff", {"subtype": "PCM_16"}, "FLOAT"),
        ("out.aif", {"subtype": "PCM_16"}, "FLOAT"),
        ("out.ogg", {"subtype": "PCM_16"}, "VORBIS"),
    ],
)
def test_containers_and_their_sample_formats(tmp_path, name, options, subtype) -> None:
    write(tmp_path / "in.wav", **options)
    report = render_file(tmp_path / "in.wav", tmp_path / name, SETTINGS)
    info = sf.info(tmp_path / name)
    assert info.subtype == report.subtype == subtype
    assert (info.samplerate, info.channels, info.frames) == (44_100, 2, 5_000)


@pytest.mark.parametrize("sample_rate", [8_000, 22_050, 48_000, 192_000])
def test_any_rate(tmp_path, sample_rate: int) -> None:
    samples = write(tmp_path / "in.flac", samplerate=sample_rate)
    render_file(tmp_path / "in.flac", tmp_path / "out.wav", SETTINGS, subtype="DOUBLE")
    expected = semeq.Equalizer(SETTINGS, sample_rate=sample_rate)(samples.T.copy())
    np.testing.assert_array_equal(sf.read(tmp_path / "out.wav")[0].T, expected)


def test_a_file_may_replace_itself(tmp_path) -> None:
    write(tmp_path / "a.wav")
    write(tmp_path / "b.wav")
    render_file(tmp_path / "a.wav", tmp_path / "a.wav", SETTINGS)
    render_file(tmp_path / "b.wav", tmp_path / "c.wav", SETTINGS)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "c.wav").read_bytes()


def test_limited_samples_are_counted(tmp_path) -> None:
    sf.write(tmp_path / "loud.wav", np.ones(4_000) * 0.99, 44_100, subtype="PCM_24")
    boost = semeq.EqSettings((semeq.Band("low_shelf", 1_000.0, 6.0),))
    report = render_file(tmp_path / "loud.wav", tmp_path / "out.wav", boost, subtype="PCM_24")
    assert report.peak == pytest.approx(0.99 * 10 ** (6 / 20), rel=0.2)
    assert 0 < report.n_clipped <= 4_000
    assert np.abs(sf.read(tmp_path / "out.wav")[0]).max() <= 1.0
    report = render_file(tmp_path / "loud.wav", tmp_path / "f.wav", boost, subtype="FLOAT")
    assert report.n_clipped == 0


def test_progress_runs_from_the_first_block_to_the_last_frame(tmp_path) -> None:
    write(tmp_path / "in.wav", n_frames=BLOCK_FRAMES + 5)
    seen = []
    render_file(
        tmp_path / "in.wav",
        tmp_path / "out.wav",
        SETTINGS,
        on_progress=lambda *args: seen.append(args),
    )
    total = BLOCK_FRAMES + 5
    assert seen == [(BLOCK_FRAMES, total), (total, total)]


def refuse(tmp_path, source: str, target: str, message: str, **options) -> None:
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    with pytest.raises(AudioError, match=message):
        render_file(tmp_path / source, tmp_path / target, SETTINGS, **options)
    after = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    assert after == before


def test_every_refusal_leaves_the_folder_as_it_was(tmp_path) -> None:
    write(tmp_path / "in.wav")
    write(tmp_path / "wide.wav", n_channels=12)
    (tmp_path / "text.wav").write_text("I am not a sound")
    (tmp_path / "folder").mkdir()
    sf.write(tmp_path / "nan.wav", np.array([0.0, np.nan, 0.0]), 44_100, subtype="FLOAT")
    late = np.zeros(BLOCK_FRAMES + 10)
    late[-1] = np.inf
    sf.write(tmp_path / "late.wav", late, 44_100, subtype="FLOAT")
    sf.write(tmp_path / "slow.wav", np.zeros(10), 4_000)

    refuse(tmp_path, "none.wav", "out.wav", r"no such file: .*none\.wav")
    refuse(tmp_path, "folder", "out.wav", "is a directory, expected an audio file")
    refuse(tmp_path, "text.wav", "out.wav", r"text\.wav is not audio that libsndfile can read")
    refuse(tmp_path, "in.wav", "folder", "cannot tell the container|is a directory")
    refuse(tmp_path, "in.wav", "out.xyz", "cannot tell the container from suffix '.xyz'")
    refuse(tmp_path, "in.wav", "none/out.wav", r"cannot write .*out\.wav: No such file or dir")
    refuse(tmp_path, "in.wav", "out.ogg", "OGG cannot hold subtype 'PCM_16'", subtype="pcm_16")
    refuse(tmp_path, "wide.wav", "out.flac", r"cannot write .*out\.flac as FLAC/PCM_24")
    refuse(tmp_path, "nan.wav", "out.wav", "(?i)nan")
    refuse(tmp_path, "late.wav", "in.wav", "(?i)inf")


def test_a_rate_no_equalizer_has(tmp_path) -> None:
    sf.write(tmp_path / "slow.wav", np.zeros(10), 4_000)
    with pytest.raises(semeq.ParameterError, match=r"sample_rate.*4000"):
        render_file(tmp_path / "slow.wav", tmp_path / "out.wav", SETTINGS)
    assert not (tmp_path / "out.wav").exists()


def test_equal_calls_write_equal_bytes(tmp_path) -> None:
    write(tmp_path / "in.wav")
    render_file(tmp_path / "in.wav", tmp_path / "a.wav", SETTINGS)
    time.sleep(1.1)  # libsndfile's note of the time counts seconds
    render_file(tmp_path / "in.wav", tmp_path / "b.wav", SETTINGS)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


@pytest.mark.parametrize("n_frames", [5_000, BLOCK_FRAMES, 2 * BLOCK_FRAMES + 77])
def test_a_file_is_leveled_like_the_array(tmp_path, n_frames, clip) -> None:
    samples = clip(2, n_frames / 44_100, 44_100) * 3
    sf.write(tmp_path / "in.wav", samples.T, 44_100, subtype="DOUBLE")
    options = {"match_loudness": True, "headroom": "normalize"}
    report = render_file(tmp_path / "in.wav", tmp_path / "out.wav", WALK, **options)
    expected, info = render(samples, "warm", "bright", 0.9, return_info=True, **options)
    np.testing.assert_array_equal(sf.read(tmp_path / "out.wav")[0].T, expected)
    assert (report.gain_db, report.peak) == (info.gain_db, info.peak)
    assert report.loudness_in_lufs == info.loudness_in_lufs
    assert report.loudness_out_lufs == info.loudness_out_lufs


def test_headroom_keeps_integer_files_from_clipping(tmp_path, sine) -> None:
    sf.write(tmp_path / "in.wav", 0.9 * sine((0, 1)), 48_000, subtype="PCM_16")
    plain = render_file(tmp_path / "in.wav", tmp_path / "plain.wav", BOOST, subtype="PCM_24")
    assert plain.n_clipped > 1_000
    assert plain.gain_db == 0.0
    seen = []
    report = render_file(
        tmp_path / "in.wav", tmp_path / "out.wav", BOOST, headroom="normalize", subtype="PCM_24",
        on_progress=lambda *args: seen.append(args),
    )  # fmt: skip
    assert report.n_clipped == 0
    assert report.gain_db == pytest.approx(-20 * math.log10(plain.peak), abs=1e-6)
    assert np.abs(sf.read(tmp_path / "out.wav")[0]).max() == pytest.approx(1.0, abs=1e-6)
    assert seen == [(48_000, 96_000), (96_000, 96_000)]


@pytest.mark.parametrize("n_frames", [0, 1, 48_000])
def test_a_silent_file_reports_no_loudness(tmp_path, n_frames) -> None:
    sf.write(tmp_path / "in.wav", np.zeros(n_frames), 48_000)
    report = render_file(tmp_path / "in.wav", tmp_path / "out.wav", BOOST, match_loudness=True)
    assert report.loudness_in_lufs == -math.inf
    assert json.loads(json.dumps(report.to_dict()))["loudness_in_lufs"] == "-inf"
    assert type(report).from_dict(report.to_dict()) == report
    assert report.to_dict()["gain_db"] == 0.0
