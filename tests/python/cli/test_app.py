"""Errors are one line and an exit code, and nothing is half done."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
import soundfile as sf


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    sf.write(tmp_path / "in.wav", rng.uniform(-0.2, 0.2, (9_000, 2)), 48_000)
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["show", "wram"], 1, "error: unknown term 'wram'; did you mean 'warm'"),
        (["render", "in.wav", "o.wav", "--from", "warm", "--alpha", "2"], 2, "is not in the range"),
        (["render", "no.wav", "o.wav", "--from", "warm"], 1, "no such file: no.wav"),
        (["render", "in.wav", "o.wav"], 2, "--from"),
        (["terms", "--model", "in.wav"], 1, "in.wav is not a semeq artifact"),
        (["sing"], 2, "No such command"),
    ],
)
def test_errors_are_one_line_and_an_exit_code(folder, run, arguments, code, message) -> None:
    before = sorted(folder.iterdir())
    result = run(*arguments)
    assert result.code == code
    assert message in result.stderr
    assert "Traceback" not in result.stderr
    assert sorted(folder.iterdir()) == before


def test_a_process_ends_with_the_code_and_the_line() -> None:
    command = [sys.executable, "-m", "semeq.cli.app", "show", "wram"]
    result = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert result.returncode == 1
    assert result.stderr.startswith("error: unknown term 'wram'; did you mean 'warm'")
    assert "Traceback" not in result.stderr
