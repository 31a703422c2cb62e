"""No walk is more even than a straight line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import semeq
from semeq.train.data.socialeq import read_socialeq
from semeq.train.model.mixing import PRIOR_DB
from semeq.train.study.walks import check_walks, prior_costs
from semeq.train.study.walks import report as walks_report


def test_no_walk_is_more_even_than_a_straight_line(
    shared_dir: Path, model: semeq.Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    socialeq = read_socialeq(shared_dir / "data/audealize/eqdescriptors.json").data
    monkeypatch.setattr("semeq.train.study.walks._PRIORS_DB", (PRIOR_DB,))
    walks = check_walks(model, socialeq, n_pairs=60)
    names = [info.term for info in model.vocabulary if info.grade == "solid"]
    solid = {
        name: semeq.morph(name, name, 0.0, model=model).curve_db(sample_rate=44_100)
        for name in names
    }
    assert len(walks["solid"]) == len(solid) * (len(solid) - 1) // 2
    for walk in walks["solid"]:
        a, b = (solid[word] for word in walk["pair"])
        assert walk["straight_step_db"] == pytest.approx(np.abs(a - b).max() / 100, rel=1e-3)
        assert walk["straight_step_db"] - 1e-6 <= walk["max_step_db"] < 2 * walk["straight_step_db"]
        assert walk["progress"] == 1.0
    usual, free = walks["priors"][0], prior_costs(model, socialeq, 0.0, n_pairs=60)
    assert usual["share_monotone"] > 0.95
    assert free["share_monotone"] < usual["share_monotone"]
    assert free["median_db"] < usual["median_db"] <= 0.36
    assert f"{walks['solid'][0]['max_step_db']:.3f}" in walks_report(walks)
