"""semeq batch: a summary, exit codes, and failures by name."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    (folder / "deep").mkdir(parents=True)
    rng = np.random.default_rng(0)
    for name in ("a.wav", "a.flac", "deep/b.aiff", "deep/c.ogg", "D.WAV"):
        sf.write(folder / name, rng.uniform(-0.3, 0.3, (3_000, 2)), 44_100)
    return folder


def test_the_command(source, tmp_path, run) -> None:
    words = ("in", "out", "--from", "warm", "--to", "bright")
    result = run("batch", *words, "--alphas", "0,0.5,1", "--jobs", "2")
    assert result.code == 0, result.stderr
    assert "rendered 15, skipped 0, failed 0; listed in out/manifest.jsonl" in result.stdout
    (source / "[red]bad.wav").write_text("I am not a sound")
    result = run("batch", *words, "--alphas", "0,0.5,1", "--json")
    assert result.code == 1
    assert json.loads(result.stdout)["n_skipped"] == 15
    assert json.loads(result.stdout)["n_failed"] == 3
    assert "failed: [red]bad.wav.0.wav: " in result.stderr
    assert "Traceback" not in result.stderr
    result = run("batch", *words, "--alpha-range", "0.2", "0.4", "--no-resume",
                   "--backend", "multiprocessing", "--jobs", "2", "--seed", "7")  # fmt: skip
    assert "rendered 5, skipped 0, failed 1" in result.stdout
    lines = (tmp_path / "out/manifest.jsonl").read_text().splitlines()
    records = [json.loads(line) for line in lines]
    drawn = [each["alpha"] for each in records if each["output"].endswith(".0.wav")]
    assert 0.2 <= min(drawn) < max(drawn) <= 0.4


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["in", "out", "--from", "warm", "--alphas", "0,x"], 2, "expected numbers with commas"),
        (["in", "out"], 2, "--from"),
        (["in", "in", "--from", "warm"], 1, "error: the output folder in is or holds"),
        (["in", "out", "--from", "warm", "--backend", "[x]"], 1, "backend '[x]' cannot be used"),
    ],
)
def test_wrong_usage(source, tmp_path, run, arguments, code, message) -> None:
    assert source.is_dir()
    result = run("batch", *arguments)
    assert result.code == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()
