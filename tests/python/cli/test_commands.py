"""Each command is imported when it is called, and draws only where a person looks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile as sf

from semeq.cli import console
from semeq.cli.commands import _PLACES


def loaded_after(*arguments: str, folder: Path) -> set[str]:
    """Names of the modules that a command loads."""
    code = (
        "import atexit, json, pathlib, sys\n"
        "atexit.register(lambda: pathlib.Path('loaded.json').write_text("
        "json.dumps([*sys.modules])))\n"
        "from semeq.cli.app import main\n"
        f"sys.argv[1:] = {list(arguments)!r}\n"
        "main()"
    )
    subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, capture_output=True)
    return set(json.loads((folder / "loaded.json").read_text()))


def test_rendering_loads_no_other_command_and_no_rich(tmp_path: Path) -> None:
    sf.write(tmp_path / "in.wav", np.zeros((4_410, 2)), 44_100)
    loaded = loaded_after("render", "in.wav", "out.wav", "--from", "warm", folder=tmp_path)
    assert "semeq.cli.render" in loaded
    others = {place.partition(":")[0] for place in _PLACES.values()} - {"semeq.cli.render"}
    assert not loaded & others
    heavy = {"joblib", "matplotlib", "pydantic", "rich", "scipy", "semeq.ears", "torch"}
    assert loaded & heavy == set()
    assert (tmp_path / "out.wav").exists()


def test_help_lists_every_command(run) -> None:
    text = run("--help").stdout
    assert all(name in text for name in _PLACES)


@pytest.mark.parametrize("name", _PLACES)
def test_every_command_has_its_help_under_its_name(run, name: str) -> None:
    result = run(name, "--help")
    assert result.code == 0
    assert f"semeq {name}" in result.stdout


def test_a_near_miss_is_told(run) -> None:
    result = run("rendr")
    assert result.code == 2
    assert "Did you mean 'render'" in " ".join(result.stderr.split())


def test_long_work_shows_a_bar_on_a_terminal_alone(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = []
    for is_terminal, quick_s in ((True, 0.0), (True, 60.0), (False, 0.0)):
        monkeypatch.setattr(sys.stderr, "isatty", lambda seen=is_terminal: seen)
        monkeypatch.setattr(console, "_QUICK_S", quick_s)
        monkeypatch.setattr(console, "err", console.Terminal(stderr=True))
        with console.progress("a [b] c") as show:
            show(1, 2)
        shown.append("a [b] c" in capsys.readouterr().err)
    assert shown == [True, False, False]
