"""The commands say what the functions find."""

from __future__ import annotations

import json

import numpy as np
import pytest
import soundfile as sf
from typer.testing import CliRunner

import semeq
from semeq.cli.app import app


def test_the_command_line_says_what_the_functions_find(notes: np.ndarray, tmp_path) -> None:
    files = [tmp_path / name for name in ("a.wav", "b.wav", "c.wav")]
    sf.write(files[0], notes.T, 44_100, subtype="FLOAT")
    sf.write(files[1], semeq.render(notes, "bright", "bright").T, 44_100, subtype="FLOAT")
    figure = tmp_path / "suggestion.png"
    semeq.make_reference(files[1]).save(tmp_path / "mine.npz")

    def answer(*arguments: object) -> dict:
        result = CliRunner().invoke(app, [*map(str, arguments), "--json"])
        assert result.exit_code == 0, result.output
        return json.loads(result.output)

    described = answer("describe", files[0], "--reference", tmp_path / "mine.npz", "-n", 3)
    expected = semeq.describe(files[0], n_words=3, reference=files[1])
    assert [w["term"] for w in described["words"]] == [w.term for w in expected.words]
    times = answer("describe", files[0], "--window", 2)
    assert times["times_s"] == pytest.approx([1, 2, 3, 4, 5], abs=0.2)
    assert answer("match", *files[:2])["words"][0]["term"] == "bright"
    suggested = answer("suggest", files[0], "warm", "--render", files[2], "--plot", figure)
    assert figure.stat().st_size > 1_000
    assert semeq.describe(files[2]).scores["warm"] == pytest.approx(
        suggested["score_after"], abs=0.03
    )
    assert answer("estimate", files[0])["coverage"] == 0.8
    assert len(answer("analyze", tmp_path)) == 3
    assert CliRunner().invoke(app, ["describe", str(files[0]), "--hop", "1"]).exit_code != 0
    spanish = answer("describe", files[1], "--lang", "es", "--n-words", 1)
    assert semeq.term(spanish["words"][0]["term"]).language == "es"
