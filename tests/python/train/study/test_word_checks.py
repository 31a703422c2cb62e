"""Each source of words judges the other."""

from __future__ import annotations

from pathlib import Path

import pytest

import semeq
from semeq.train.data.loading import load_splits
from semeq.train.data.socialfx import read_socialfx
from semeq.train.data.socialfx_cleaning import taught_words
from semeq.train.model.config import from_dict
from semeq.train.study.word_checks import check_words
from semeq.train.study.word_report import report


@pytest.fixture(scope="module")
def checks(shared_dir: Path, model: semeq.Model) -> dict:
    config = from_dict(model.metadata["training"]["config"])
    splits = load_splits(shared_dir / "data/safe/SAFEEqualiserUserData.csv", config.data)
    path = shared_dir / "data/socialfx/eq_contributions.csv"
    return check_words(model, splits.train, taught_words(read_socialfx(path).data))


def test_sessions_words_fit_and_tell_safe_s_apart(checks: dict) -> None:
    assert checks["fit"]["median_db"] <= 0.31
    assert checks["fit"]["p95_db"] <= 0.69
    assert checks["fit"]["played_median_db"] <= 0.34
    assert checks["fit"]["played_p95_db"] <= 0.76
    assert checks["pair"]["accuracy"] >= 0.86
    assert checks["graphic"]["max_error_db"] < 0.5


def test_each_source_predicts_the_other(checks: dict) -> None:
    shared = {each["word"]: each for each in checks["shared"]}
    for word in ("airy", "crisp", "clean", "bright", "tinny", "muddy"):
        assert shared[word]["correlation"] > 0.75
    assert checks["held_out"]["residual_db"] < checks["held_out"]["flat_db"]
    assert [word for word, each in checks["senses"].items() if each["are_separate"]] == ["cold"]
    text = report(checks)
    assert "| airy | 7, 5 | 3 |" in text
    assert f"{checks['pair']['accuracy']:.3f}" in text


def test_few_people_s_settings_are_no_worse_than_flat_once_shrunk(checks: dict) -> None:
    for group in checks["rare"].values():
        assert group["shipped"] <= group["flat"]
        assert group["shipped"] < group["mean of others"]
    low, high = checks["rare"]["with sessions"]["gain_interval_db"]
    assert low < 0.0 < high  # no gain is shown, and the page says so
    assert "| with sessions, 47 cases of 13 words | 6.85 |" in report(checks)
