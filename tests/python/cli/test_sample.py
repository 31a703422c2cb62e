from __future__ import annotations

import json

import numpy as np
import soundfile

from semeq import EqSettings, sample


def test_samples_are_printed_and_played(run, people_model, tmp_path):
    soundfile.write(tmp_path / "song.wav", np.full((4_410, 2), 0.1), 44_100, subtype="FLOAT")
    model = str(people_model.path)
    result = run(
        *("sample", "warm", "-n", "2", "--render", "song.wav", "-o", "out", "--model", model),
        "--json",
    )
    assert result.code == 0, result.stderr
    found = json.loads(result.stdout)
    assert [each["file"] for each in found] == ["out/song-1.wav", "out/song-2.wav"]
    for each, expected in zip(found, sample("warm", 2, model=people_model), strict=True):
        assert EqSettings.from_dict(each["settings"]) == expected.settings
        assert 0.0 <= each["likelihood"] <= 1.0
        audio, _ = soundfile.read(tmp_path / each["file"])
        assert not np.allclose(audio, 0.1)
    shown = run("sample", "warm", "--spread", "--model", model)
    assert "what people set for warm" in shown.stdout


def test_a_model_without_distributions_says_so(run, bare_model):
    result = run("sample", "warm", "--model", str(bare_model.path))
    assert result.code == 1
    assert "export it again" in " ".join(result.stderr.split())
