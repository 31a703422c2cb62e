"""``semeq hand``: what own settings change, and taught words among them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import semeq

Run = Callable[..., Any]
SHELF = semeq.EqSettings((semeq.Band("low_shelf", 150.0, 6.0),))


def test_it_says_what_settings_change(run: Run, tmp_path: Path) -> None:
    hand = semeq.Hand.from_settings([("warm", SHELF), ("cozy", SHELF)])
    hand.save(tmp_path / "me.json")
    result = run("hand", "me.json")
    assert result.code == 0, result.stderr
    assert result.stdout.splitlines() == [str(hand.changes()[0]), "words of your own: cozy"]
    (change,) = json.loads(run("hand", "me.json", "--json").stdout)
    assert (change["word"], change["n_settings"]) == ("warm", 1)


def test_a_taught_word_becomes_one_of_ones_own(run: Run, tmp_path: Path) -> None:
    teacher = semeq.Teacher("cozy", path=tmp_path / "cozy.json")
    teacher.rate(teacher.next(), 0.7)
    result = run("hand", "me.json", "--add", "cozy.json")
    assert result.code == 0, result.stderr
    assert "five bands miss the curve by" in result.stdout
    assert "words of your own: cozy" in result.stdout
    hand = semeq.Hand.load(tmp_path / "me.json")
    fitted = teacher.result.fit(sample_rate=44_100).settings
    assert hand.settings == (("cozy", fitted),)
    assert semeq.morph("cozy", "warm", 0.0, hand=hand).bands[0].kind == "low_shelf"


@pytest.mark.parametrize("options", [["none.json"], ["me.json", "--add", "none.json"]])
def test_a_missing_file_is_said_and_nothing_written(
    run: Run, tmp_path: Path, options: list[str]
) -> None:
    result = run("hand", *options)
    assert result.code == 1
    assert "none.json" in result.stderr
    assert list(tmp_path.glob("*.json")) == []
