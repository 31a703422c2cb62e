"""Intervals are over people, also where one address holds several."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from semeq.train.data.table import SettingsTable
from semeq.train.evaluation.evaluate import evaluate


class Smaller:
    """A codec of 40 gains whose error grows with the gains."""

    def encode(self, params: npt.ArrayLike) -> np.ndarray:
        return np.asarray(params, dtype=np.float32)

    def decode(self, latents: npt.ArrayLike) -> np.ndarray:
        return 0.5 * np.asarray(latents, dtype=np.float64)

    def walk(self, term_a: str, term_b: str, alphas: npt.ArrayLike) -> np.ndarray:
        ends = [np.linspace(3, -3, 40) * (-1) ** (term == "bright") for term in (term_a, term_b)]
        return ends[0] + np.asarray(alphas)[:, None] * (ends[1] - ends[0])


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
