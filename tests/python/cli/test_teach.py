"""``semeq teach``: answers as they are typed, files of one loudness, and a killed session."""

from __future__ import annotations

import builtins
import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile as sf

import semeq
from semeq.words.taught_word import TaughtWord

Run = Callable[..., Any]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[Iterable[str]], None]:
    def give(lines: Iterable[str]) -> None:
        queue = iter(lines)

        def read(_prompt: str = "") -> str:
            try:
                return next(queue)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr(builtins, "input", read)

    return give


def ratings(path: Path) -> list[float]:
    return [each["rating"] for each in json.loads(path.read_text("utf-8"))["answers"]]


def test_ratings_are_kept_and_go_on(run: Run, typed: Any, tmp_path: Path) -> None:
    path = tmp_path / "cozy.json"
    typed(["0.7", "p", "-0.2"])  # then the end of input, as a killed terminal gives
    result = run("teach", "cozy", "--player", "none")
    assert result.code == 0, result.stderr
    assert ratings(path) == [0.7, -0.2]
    assert "2 new answers; all are kept in cozy.json" in result.stdout
    typed(["0.4", "q"])
    result = run("teach", "cozy", "--player", "none")
    assert "going on with 2 answers" in result.stderr
    assert ratings(path) == [0.7, -0.2, 0.4]
    assert "low shelf" in result.stdout
    assert "five bands miss the curve by" in result.stdout


def test_what_is_wrong_is_asked_again(run: Run, typed: Any, tmp_path: Path) -> None:
    typed(["u", "3", "nan", "so", "0.5", "0.6", "u", "0.1"])
    result = run("teach", "cozy", "--player", "none")
    assert result.code == 0
    assert ratings(tmp_path / "cozy.json") == [0.5, 0.1]
    for reason in ("no answer to take back", "got 3", "from -1 to 1, got 'so'"):
        assert reason in result.stderr


def test_every_fifth_is_a_repeat(run: Run, tmp_path: Path) -> None:
    assert run("teach", "cozy", "--player", "none", "--answers", "1 .2 .1 0 .8").code == 0
    answers = TaughtWord.load(tmp_path / "cozy.json").answers
    assert answers[4].curve == answers[0].curve
    assert len({each.curve for each in answers}) == 4


def test_comparisons(run: Run, tmp_path: Path) -> None:
    result = run("teach", "cozy", "--compare", "--player", "none", "--answers", "a b c a u b")
    assert result.code == 0
    assert len(TaughtWord.load(tmp_path / "cozy.json").answers) == 3
    assert "expected a or b, got 'c'" in result.stderr
    assert (tmp_path / "probes" / "probe-01b.wav").is_file()


def test_it_ends_when_little_is_to_be_learned(run: Run) -> None:
    result = run("teach", "cozy", "--player", "none", "--answers", "0.5 " * 40)
    assert "a further answer would teach little" in result.stdout


def test_sounds_have_the_loudness_of_the_recording(run: Run, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    sf.write(tmp_path / "in.wav", 0.05 * rng.standard_normal((96_000, 2)), 48_000)
    result = run("teach", "cozy", "--audio", "in.wav", "-o", "x", "--player", "none",
                 "--answers", "0.5 0.5")  # fmt: skip
    assert result.code == 0, result.stderr
    levels = []
    for path in (tmp_path / "in.wav", *sorted((tmp_path / "x").glob("probe-*.wav"))):
        audio, rate = sf.read(path)
        levels.append(semeq.loudness(audio.T, sample_rate=rate))
    assert len(levels) == 4  # the third was offered
    assert np.ptp(levels) < 0.05


def test_a_player_is_called_and_may_fail(run: Run, tmp_path: Path) -> None:
    script = tmp_path / "player.py"
    script.write_text(
        "import sys, pathlib\n"
        "pathlib.Path('played').open('a').write(sys.argv[1] + '\\n')\n"
        "sys.exit('02' in sys.argv[1])\n"
    )
    player = f"'{sys.executable}' '{script}'"
    result = run("teach", "cozy", "--player", player, "--answers", "0.5 p 0.5 0.5")
    assert result.code == 0
    played = (tmp_path / "played").read_text().split()
    assert played == [str(Path("probes") / f"probe-{n}.wav") for n in ("01", "02")]
    assert "listen to the files" in result.stderr


def test_refusals_lose_nothing(run: Run, tmp_path: Path) -> None:
    assert run("teach", "cozy", "--player", "none", "--answers", "0.5").code == 0
    before = (tmp_path / "cozy.json").read_bytes()
    result = run("teach", "warm", "--file", "cozy.json", "--player", "none", "--answers", "0.5")
    assert (result.code, "holds the word 'cozy'" in result.stderr) == (1, True)
    result = run("teach", "cozy", "--player", "no-such-program", "--answers", "0.5")
    assert (result.code, "no program" in result.stderr) == (1, True)
    sf.write(tmp_path / "low.wav", np.zeros(22_050), 22_050)
    result = run("teach", "cozy", "--audio", "low.wav", "--player", "none", "--answers", "0.5")
    assert (result.code, "at least 40,168 Hz" in result.stderr) == (1, True)
    assert (tmp_path / "cozy.json").read_bytes() == before


def test_nothing_answered_is_not_kept(run: Run, tmp_path: Path) -> None:
    result = run("teach", "cozy", "--player", "none", "--answers", "q")
    assert (result.code, "nothing was answered" in result.stdout) == (0, True)
    assert not (tmp_path / "cozy.json").exists()
