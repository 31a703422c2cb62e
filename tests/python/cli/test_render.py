"""semeq render and semeq demo write what the library renders."""

from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile as sf

import semeq


@pytest.fixture(autouse=True)
def folder(tmp_path):
    rng = np.random.default_rng(0)
    sf.write(tmp_path / "in.wav", rng.uniform(-0.2, 0.2, (9_000, 2)), 48_000)
    return tmp_path


def test_render_writes_what_the_api_renders(folder, run) -> None:
    result = run("render", "in.wav", "out.wav", "--from", "warm", "--to", "bright",
                 "--alpha", "0.3", "--subtype", "DOUBLE")  # fmt: skip
    assert result.code == 0, result.stderr
    assert "wrote out.wav (WAV/DOUBLE, 2 channels, 0.19 s" in result.stdout
    source = sf.read(folder / "in.wav")[0].T.copy()
    expected = semeq.render(source, "warm", "bright", 0.3, sample_rate=48_000)
    np.testing.assert_array_equal(sf.read(folder / "out.wav")[0].T, expected)


def test_render_json(run) -> None:
    result = run("render", "in.wav", "o.flac", "--from", "warm", "--json")
    report = json.loads(result.stdout)
    assert (report["output"], report["container"], report["n_frames"]) == ("o.flac", "FLAC", 9_000)
    assert semeq.EqSettings.from_dict(report["settings"]) == semeq.term("warm").settings


def test_clipping_is_said(folder, run) -> None:
    sf.write(folder / "loud.wav", np.sign(np.sin(np.arange(9_000) / 30)), 48_000)
    result = run("render", "loud.wav", "out.flac", "--from", "warm")
    assert result.code == 0
    assert "samples were limited to full scale" in result.stderr


def test_demo_writes_six_sounds_and_a_picture(folder, run) -> None:
    result = run("demo", "--output", "d")
    assert result.code == 0, result.stderr
    sounds = sorted(path.name for path in (folder / "d").glob("*.wav"))
    assert len(sounds) == 6
    dry, sample_rate = sf.read(folder / "d/dry.wav")
    wet = sf.read(folder / "d/warm-bright-0.25.wav")[0]
    expected = semeq.render(dry.T.copy(), "warm", "bright", 0.25, sample_rate=sample_rate)
    np.testing.assert_allclose(wet.T, expected, atol=3e-6)
    assert (folder / "d/warm-bright.png").read_bytes().startswith(b"\x89PNG")
    assert "semeq show" in result.stdout


def test_render_says_gain_and_peak(run, tmp_path) -> None:
    sine = np.sin(2 * np.pi * 997 / 48_000 * np.arange(48_000))
    sf.write(tmp_path / "in.wav", 0.9 * sine, 48_000)
    command = ("render", "in.wav", "out.wav", "--from", "bright", "--headroom", "normalize",
               "--match-loudness")  # fmt: skip
    report = json.loads(run(*command, "--json").stdout)
    said = run(*command).stdout
    assert f"gain {report['gain_db']:+.2f} dB, peak {report['peak']:.3f}" in said
    assert report["loudness_in_lufs"] == pytest.approx(-3.01 - 0.92, abs=0.01)
