"""The prior of teaching comes from sessions, and holds none."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from semeq.errors import DataError
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.socialfx import read_socialfx
from semeq.train.data.socialfx_cleaning import clean_sessions
from semeq.train.vocabulary.curve_prior import build_prior, random_curves
from semeq.words.curve_belief import standardized


@pytest.fixture
def table(rng: np.random.Generator) -> GraphicTable:
    n = 60
    words = np.array([f"word{i % 6}" for i in range(n)])
    return GraphicTable(
        "made up", np.array([str(i) for i in range(n)]), words, np.full(n, "en"),
        random_curves(n, rng) * 3 + 1, np.full(n, 0.8),
    )  # fmt: skip


def test_moments_of_sessions(table: GraphicTable) -> None:
    prior = build_prior(table)
    curves = standardized(table.gains)
    np.testing.assert_allclose(prior.mean, curves.mean(axis=0), atol=1e-12)
    np.testing.assert_allclose(prior.covariance, np.cov(curves.T, bias=True), atol=1e-12)
    assert (prior.n_sessions, prior.n_words) == (60, 6)


def test_consistent_raters_count_more(table: GraphicTable) -> None:
    consistency = table.ratings_consistency.copy()
    consistency[1:] = 0.0
    first = standardized(table.gains)[0]
    even, uneven = build_prior(table), build_prior(replace(table, ratings_consistency=consistency))
    assert np.abs(uneven.mean - first).max() < 0.8 * np.abs(even.mean - first).max()


def test_few_sessions_are_refused(table: GraphicTable) -> None:
    with pytest.raises(DataError, match="needs 40 sessions, got 30"):
        build_prior(table.select(np.arange(30)))


def test_the_shipped_prior_is_what_the_command_writes(shared_dir: Path, tmp_path: Path) -> None:
    path = shared_dir / "data" / "socialfx" / "eq_contributions.csv"
    build_prior(clean_sessions(read_socialfx(path).data)[0]).save(tmp_path / "prior.json")
    shipped = (files("semeq.models") / "curve_prior.json").read_text("utf-8")
    made, known = (text.replace("[", " ").replace("]", " ").replace(",", " ").split()
                   for text in ((tmp_path / "prior.json").read_text("utf-8"), shipped))  # fmt: skip
    assert len(made) == len(known)
    for a, b in zip(made, known, strict=True):
        assert a == b or float(a) == pytest.approx(float(b), abs=2e-5)
