"""Systems of 40 gains on one protocol: what is learned from, what is judged, what is printed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from semeq.cli.graphic import evaluate_graphic
from semeq.errors import DataError, ParameterError
from semeq.train.data.graphic import gains_in_db
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.socialfx import read_socialfx
from semeq.train.data.socialfx_csv import CSV_HEADER
from semeq.train.evaluation.codes import floor_codes
from semeq.train.model.presets import load_preset
from semeq.train.study.graphic import compare_graphic
from semeq.train.study.graphic_folds import graphic_folds
from semeq.train.study.graphic_judging import generate
from semeq.train.study.graphic_report import PUBLISHED, report

ROOT = Path(__file__).parents[4]
COUNTS = {"warm": 30, "toasty": 4, "bright": 24, "tinny": 12, "odd": 3, "strange": 1}
TINY = {"n_steps": 2, "steps_per_epoch": 2, "n_passes": 0}


@pytest.fixture(scope="module")
def sessions_csv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up sessions: *warm* and *toasty* fall, *bright* rises, the others are anything."""
    rng = np.random.default_rng(0)
    basis = np.stack([np.cos(np.pi * k * np.linspace(0, 1, 40)) for k in range(1, 7)])
    tilts = {"warm": 2.0, "toasty": 2.0, "bright": -2.0}
    path = tmp_path_factory.mktemp("sessions") / "eq_contributions.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(CSV_HEADER)
        for word, count in COUNTS.items():
            for i in range(count):
                weights = rng.normal(tilts.get(word, 0.0) * np.eye(6)[0])
                writer.writerow([word, "English", str(i), "0.5", *(weights @ basis).tolist()])
    return path


@pytest.fixture(scope="module")
def sessions(sessions_csv: Path) -> GraphicTable:
    return read_socialfx(sessions_csv).data


@pytest.fixture(scope="module")
def found(sessions: GraphicTable) -> dict[str, Any]:
    names = ("socialfx", "socialfx-0.1", "socialfx-0.5")
    configs = {name: load_preset(name, schedule=TINY) for name in names}
    return compare_graphic(sessions, configs, n_folds=3, seed=1)


def test_all_learn_and_are_judged_on_the_same_folds(found: dict[str, Any]) -> None:
    assert found["protocol"]["clustered"] == {"warm": 30, "bright": 24, "tinny": 12}
    assert found["protocol"]["compared"] == {"warm": 34, "bright": 24}  # toasty is warm
    rows = {name: [run["rows"] for run in runs] for name, runs in found["systems"].items()}
    assert rows["socialfx"] == rows["socialfx-0.1"]
    assert sum(rows["socialfx"]) == 2 * sum(COUNTS.values())
    # Only words with ten sessions, whatever the fold holds of them.
    assert sum(rows["socialfx-0.5"]) == 2 * (30 + 24 + 12)
    assert {run["words"] for run in found["systems"]["socialfx-0.5"]} == {3}


def test_floors_stand_where_they_must(found: dict[str, Any]) -> None:
    error = {
        name: np.mean([run["error_db"]["all"] for run in runs])
        for name, runs in found["floors"].items()
    }
    assert error["copy"] == 0.0
    assert (
        error["PCA-32"] < 1e-6 < error["PCA-4"] < error["mean of the word"] < error["mean of all"]
    )
    for name in ("nearest training row", "mean of the word", "mean of all"):
        assert found["floors"][name][0]["clusters"] == found["floors"][name][0]["mmd"] == {}
    for run in found["floors"]["copy"]:
        assert run["clusters"]["train"]["silhouette"] > -0.2
    mmd = {
        name: np.mean([list(fold["mmd"][name].values()) for fold in found["people"]])
        for name in ("people", "resampled", "mean", "any_word")
    }
    assert abs(mmd["people"]) < 0.05 < mmd["any_word"] < mmd["mean"]
    assert mmd["people"] < mmd["resampled"] < mmd["any_word"]


def test_the_same_call_gives_the_same_result(sessions: GraphicTable, found: dict[str, Any]) -> None:
    config = load_preset("socialfx-0.5", schedule=TINY)
    again = compare_graphic(sessions, {"socialfx-0.5": config}, n_folds=3, seed=1, n_jobs=2)
    assert again["systems"]["socialfx-0.5"] == found["systems"]["socialfx-0.5"]
    assert again["floors"] == found["floors"]
    assert again["people"] == found["people"]
    other = compare_graphic(sessions, {}, n_folds=3, seed=2)
    assert other["people"] != found["people"]


def test_generated_curves_have_the_words_mean_and_covariance(sessions: GraphicTable) -> None:
    folds = graphic_folds(sessions, n_folds=3, seed=0)
    fold = folds.folds[0]
    code = floor_codes(fold.train.own)["copy"]
    own = fold.train.merged.params[fold.train.merged.rows_of("warm")]
    drawn: list[np.ndarray] = []

    def decode(curves: np.ndarray) -> np.ndarray:
        drawn.append(curves)
        return curves

    generated = generate(replace(code, decode=decode), fold, "warm", seed=0)
    assert np.ptp(generated, axis=1) == pytest.approx(10.0)
    np.testing.assert_allclose(generated, gains_in_db(drawn[0]))
    np.testing.assert_allclose(drawn[0].mean(axis=0), own.mean(axis=0), atol=0.5)
    np.testing.assert_allclose(drawn[0].var(axis=0), own.var(axis=0, ddof=1), rtol=0.3)


def test_every_curve_is_held_out_once(sessions: GraphicTable) -> None:
    folds = graphic_folds(sessions, n_folds=4, seed=0)
    held_out = np.concatenate([fold.held_out.own.ids for fold in folds.folds])
    assert sorted(held_out.tolist()) == list(range(sum(COUNTS.values())))
    for fold in folds.folds:
        np.testing.assert_array_equal(fold.held_out.own.params, fold.held_out.merged.params)
        assert not {*fold.train.own.ids} & {*fold.held_out.own.ids}
        assert set(fold.held_out.merged.words) == set(
            np.where(fold.held_out.own.words == "toasty", "warm", fold.held_out.own.words)
        )
        shares = [fold.held_out.own.rows_of(w).sum() / COUNTS[w] for w in ("warm", "bright")]
        assert shares == pytest.approx([0.25, 0.25], abs=0.1)


def test_tables_say_what_was_found(found: dict[str, Any]) -> None:
    text = report(json.loads(json.dumps(found)))
    assert text.startswith("74 sessions of 6 words, 66 of them of the 3 words with ten or more")
    runs = found["systems"]["socialfx-0.5"]
    errors = [run["error_db"]["all"] for run in runs]
    silhouettes = {
        k: np.mean([run["clusters"][k]["silhouette"] for run in runs])
        for k in ("train", "held_out", "learned")
    }
    assert f"| socialfx-0.5 | 32 | {np.mean(errors):.3f} ± {np.std(errors, ddof=1):.3f} |" in text
    assert f"| {silhouettes['train']:.2f} → {silhouettes['held_out']:.2f} ± " in text
    published = PUBLISHED["socialfx-0.5"]
    line = f"| socialfx-0.5 | 44, 3, 2 | {published[0]} | {silhouettes['learned']:.3f} |"
    assert line in text
    assert f"| {published[1]:.3f} |" in text
    warm = np.mean([fold["mmd"]["people"]["warm"] for fold in found["people"]])
    assert f"| *people, not held out* | {warm:.3f} |" in text
    assert "nan" not in text


def test_the_command_prints_the_tables_and_json(sessions_csv: Path) -> None:
    app = typer.Typer()
    app.command()(evaluate_graphic)
    options = ["--data", str(sessions_csv), "--presets", "socialfx-0.5", "--folds", "2"]
    options += ["--steps", "2"]
    shown = CliRunner().invoke(app, options)
    assert shown.exit_code == 0, shown.output
    result = CliRunner().invoke(app, [*options, "--json"])
    assert result.exit_code == 0, result.output
    assert shown.stdout.strip() == report(json.loads(result.stdout))
    assert json.loads(result.stdout)["systems"]["socialfx-0.5"][0]["steps"] == 2


def test_all_presets_stand_in_order(sessions_csv: Path) -> None:
    app = typer.Typer()
    app.command()(evaluate_graphic)
    options = ["--data", str(sessions_csv), "--folds", "2", "--steps", "1", "--json"]
    result = CliRunner().invoke(app, options)
    assert result.exit_code == 0, result.output
    assert list(json.loads(result.stdout)["systems"]) == [
        f"socialfx{attempt}{size}"
        for attempt in ("-0.1", "-0.5", "")
        for size in ("", "-64", "-128")
    ]


def test_what_cannot_be_compared_is_refused(
    sessions: GraphicTable, write_words: Callable[[Path], Path], tmp_path: Path
) -> None:
    with pytest.raises(ParameterError, match="'safe' learns 'safe': name presets of 'socialfx'"):
        compare_graphic(sessions, {"safe": load_preset("identity")})
    few = read_socialfx(write_words(tmp_path / "few.csv")).data
    with pytest.raises(DataError, match="words with 10 sessions, of which these data have 0"):
        compare_graphic(few, {})
    with pytest.raises(DataError, match="use fewer than 24 folds"):
        compare_graphic(sessions, {}, n_folds=24)
    with pytest.raises(ParameterError, match="n_folds must be at least 2"):
        compare_graphic(sessions, {}, n_folds=1)


def test_the_page_shows_what_the_command_prints(shared_dir: Path) -> None:
    """All that needs no training; the rest of the page is of the same run."""
    sessions = read_socialfx(shared_dir / "data/socialfx/eq_contributions.csv").data
    page = (ROOT / "docs/forty-gains.md").read_text("utf-8")
    lines = report(compare_graphic(sessions, {})).splitlines()
    assert len(lines) > 20
    assert [line for line in lines if line not in page.splitlines()] == []
