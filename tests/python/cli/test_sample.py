from __future__ import annotations

import json

import numpy as np
import soundfile

from semeq import Band, EqSettings, Hand, morph, sample


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


def test_a_hand_is_read_from_a_file(run, people_model, tmp_path):
    mine = EqSettings((Band("low_shelf", 200.0, 11.0),))
    hand = Hand.from_settings([("warm", mine)] * 2)
    hand.save(tmp_path / "me.json")
    soundfile.write(tmp_path / "song.wav", np.full(4_410, 0.1), 44_100, subtype="FLOAT")
    options = ("--hand", "me.json", "--model", str(people_model.path), "--json")
    rendered = run("render", "song.wav", "out.wav", "--from", "warm", *options)
    assert rendered.code == 0, rendered.stderr
    played = EqSettings.from_dict(json.loads(rendered.stdout)["settings"])
    assert played == morph("warm", "warm", hand=hand, model=people_model)
    sampled = json.loads(run("sample", "warm", "-n", "2", *options).stdout)
    expected = sample("warm", 2, hand=hand, model=people_model)
    assert [each["settings"] for each in sampled] == [each.settings.to_dict() for each in expected]
    missing = run("sample", "warm", "--hand", "none.json", *options[2:])
    assert missing.code == 1
    assert "is not a hand" in " ".join(missing.stderr.split())
