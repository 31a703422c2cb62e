"""Intervals are over people, also where one address holds several."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from semeq.train.data.table import SettingsTable
from semeq.train.evaluation.evaluate import drawn_morphs, evaluate


class Smaller:
    """A codec of 40 gains whose error grows with the gains."""

    def encode(self, params: npt.ArrayLike) -> np.ndarray:
        return np.asarray(params, dtype=np.float32)

    def decode(self, latents: npt.ArrayLike, *, polish: int | None = None) -> np.ndarray:  # noqa: ARG002
        return 0.5 * np.asarray(latents, dtype=np.float64)

    def embed(self, latents: npt.ArrayLike) -> np.ndarray:
        return np.asarray(latents, dtype=np.float32)[:, :3]

    def walk(self, term_a: str, term_b: str, alphas: npt.ArrayLike) -> np.ndarray:
        ends = [np.linspace(3, -3, 40) * (-1) ** (term == "bright") for term in (term_a, term_b)]
        return ends[0] + np.asarray(alphas)[:, None] * (ends[1] - ends[0])

    def blend(self, weights: Mapping[str, float]) -> np.ndarray:
        return sum(w * self.walk(term, term, [0.0])[0] for term, w in weights.items())


@pytest.fixture
def laboratory(rng: np.random.Generator) -> SettingsTable:
    """Forty rows behind one address; the first two swap their words."""
    words = np.array(["bright", "warm"] + ["warm", "bright"] * 19)
    gains = np.linspace(3, -3, 40) * np.tile([1, -1], 20)[:, None]
    gains = gains * rng.uniform(0.5, 2, (40, 1)) + rng.normal(0, 3, (40, 40))
    return SettingsTable(np.arange(40), words, np.array(["address"] * 40), gains, "made up")


def test_intervals_resample_people(laboratory: SettingsTable) -> None:
    told = replace(laboratory, people=np.repeat([f"person {i}" for i in range(10)], 4))
    widths = []
    for table in (laboratory, told):
        scores = evaluate(Smaller(), ["warm", "bright"], laboratory, table, beside={})
        intervals = (
            scores["reconstruction"]["held_out"]["curve_rms_interval_db"],
            scores["separation"]["warm_bright"]["held_out"]["silhouette_interval"],
            scores["accuracy"]["warm_bright"]["held_out"]["top1_interval"],
        )
        widths.append(np.ptp(intervals, axis=1))
    assert (widths[0] == 0).all()
    assert (widths[1] > 0).all()


def test_a_codec_that_walks_and_blends_in_db_is_told_so(laboratory: SettingsTable) -> None:
    told = replace(laboratory, people=np.repeat([f"person {i}" for i in range(10)], 4))
    scores = evaluate(Smaller(), ["warm", "bright"], laboratory, told, beside={})
    walks = scores["walks"]
    assert walks["n_pairs"] == 1
    for figures in (walks, walks["identity"], walks["db_line"]):  # of gains, a copy is straight
        assert figures["deviation_db"]["p95"] == pytest.approx(0.0, abs=1e-9)
        assert figures["step_ratio"]["p95"] == pytest.approx(1.0)
        assert figures["midpoint_percentile"] == walks["midpoint_percentile"]
        assert "freq_move_octaves" not in figures
    assert walks["optimum"]["worst_db"]["p95"] == 0.0
    assert scores["isometry"]["p1"] == pytest.approx(1.0, abs=1e-5)
    assert scores["isometry"]["median_per_db"] == pytest.approx(np.sqrt(40), rel=1e-5)
    assert scores["meaning"]["log_odds_r2"] == pytest.approx(1.0)
    for blended in scores["blends"].values():
        assert blended["error_db"]["p95"] == pytest.approx(0.0, abs=1e-9)
    drawn = drawn_morphs(Smaller(), ["warm", "bright"], told)
    assert drawn["walks"] == walks
    assert drawn["n_pairs"] == 1
    without = drawn_morphs(Smaller(), ["warm", "bright"], laboratory)["walks"]
    assert "midpoint_percentile" not in without
    assert (
        "midpoint_percentile"
        not in evaluate(Smaller(), ["warm", "bright"], laboratory, laboratory, beside={})["walks"]
    )  # one person has no density


def test_figures_are_ready_for_json(laboratory: SettingsTable) -> None:
    scores = evaluate(Smaller(), ["warm", "bright"], laboratory, laboratory, beside={})
    heads = {key: scores[key] for key in ("isometry", "walks", "meaning", "blends")}
    assert json.loads(json.dumps(heads, allow_nan=False)) == heads


def test_a_single_word_has_no_walks(laboratory: SettingsTable) -> None:
    scores = evaluate(Smaller(), ["warm"], laboratory, laboratory, beside={})
    assert scores["walks"] == {"n_pairs": 0}
    assert scores["blends"] == scores["meaning"] == {}
