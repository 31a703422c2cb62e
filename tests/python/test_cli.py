"""The command as a user types it: output, exit codes, and nothing half done."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
import soundfile as sf

import semeq


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    sf.write(tmp_path / "in.wav", rng.uniform(-0.2, 0.2, (9_000, 2)), 48_000)
    return tmp_path


def run(folder, *arguments: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "semeq.cli.app", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_render_writes_what_the_api_renders(folder) -> None:
    result = run(folder, "render", "in.wav", "out.wav", "--from", "warm", "--to", "bright",
                 "--alpha", "0.3", "--subtype", "DOUBLE")  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert "wrote out.wav (WAV/DOUBLE, 2 channels, 0.19 s" in result.stdout
    source = sf.read(folder / "in.wav")[0].T.copy()
    expected = semeq.render(source, "warm", "bright", 0.3, sample_rate=48_000)
    np.testing.assert_array_equal(sf.read(folder / "out.wav")[0].T, expected)


def test_render_json(folder) -> None:
    result = run(folder, "render", "in.wav", "o.flac", "--from", "warm", "--json")
    report = json.loads(result.stdout)
    assert (report["output"], report["container"], report["n_frames"]) == ("o.flac", "FLAC", 9_000)
    assert semeq.EqSettings.from_dict(report["settings"]) == semeq.term("warm").settings


def test_clipping_is_said(folder) -> None:
    sf.write(folder / "loud.wav", np.sign(np.sin(np.arange(9_000) / 30)), 48_000)
    result = run(folder, "render", "loud.wav", "out.flac", "--from", "warm")
    assert result.returncode == 0
    assert "samples were limited to full scale" in result.stderr


def test_terms_and_show(folder) -> None:
    table = run(folder, "terms").stdout
    listed = json.loads(run(folder, "terms", "--json").stdout)
    assert [entry["term"] for entry in listed] == [info.term for info in semeq.terms()]
    assert all(entry["term"] in table for entry in listed)
    shown = run(folder, "show", "warm").stdout
    assert "warm" in shown
    assert "high shelf" in shown
    entry = json.loads(run(folder, "show", "warm", "--json").stdout)
    settings = semeq.EqSettings.from_dict(entry["settings"])
    assert settings == semeq.term("warm").settings
    np.testing.assert_allclose(
        entry["curve"]["gain_db"],
        settings.curve_db(entry["curve"]["freq_hz"], sample_rate=44_100),
        atol=0.006,
    )


def test_demo_writes_six_sounds_and_a_picture(folder) -> None:
    result = run(folder, "demo", "--output", "d")
    assert result.returncode == 0, result.stderr
    sounds = sorted(path.name for path in (folder / "d").glob("*.wav"))
    assert len(sounds) == 6
    dry, sample_rate = sf.read(folder / "d/dry.wav")
    wet = sf.read(folder / "d/warm-bright-0.25.wav")[0]
    expected = semeq.render(dry.T.copy(), "warm", "bright", 0.25, sample_rate=sample_rate)
    np.testing.assert_allclose(wet.T, expected, atol=3e-6)
    assert (folder / "d/warm-bright.png").read_bytes().startswith(b"\x89PNG")
    assert "semeq show" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["show", "wram"], 1, "error: unknown term 'wram'; did you mean 'warm'"),
        (["render", "in.wav", "o.wav", "--from", "warm", "--alpha", "2"], 1, "alpha must be in"),
        (["render", "no.wav", "o.wav", "--from", "warm"], 1, "no such file: no.wav"),
        (["render", "in.wav", "o.wav"], 2, "--from"),
        (["terms", "--model", "in.wav"], 1, "in.wav is not a semeq artifact"),
        (["sing"], 2, "No such command"),
    ],
)
def test_errors_are_one_line_and_an_exit_code(folder, arguments, code, message) -> None:
    before = sorted(folder.iterdir())
    result = run(folder, *arguments)
    assert result.returncode == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(folder.iterdir()) == before
