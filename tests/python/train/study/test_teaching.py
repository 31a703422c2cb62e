"""The word that is taught is not in the prior, and the command prints every method."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from semeq.cli.app import app
from semeq.errors import DataError
from semeq.train.data.graphic_table import GraphicTable
from semeq.train.data.socialfx_csv import CSV_HEADER
from semeq.train.study import teaching
from semeq.train.vocabulary.curve_prior import build_prior, random_curves

WORDS = ("warm", "tinny", "airy", "calm", "soothing")


@pytest.fixture
def table(rng: np.random.Generator) -> GraphicTable:
    n = 80
    words = np.array([WORDS[i % 5] for i in range(n)])
    consistency = np.where(np.arange(n) < 10, 0.9, 0.5)
    return GraphicTable(
        "made up", np.array([str(i) for i in range(n)]), words, np.full(n, "en"),
        random_curves(n, rng), consistency,
    )  # fmt: skip


@pytest.fixture(autouse=True)
def quick_intervals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bootstrapping has its own test, and takes a minute here."""
    monkeypatch.setattr(teaching, "bootstrap", lambda values, *_: [values.min(), values.max()])


def test_word_and_synonyms_are_left_out(
    table: GraphicTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def spy(rows: GraphicTable):
        seen.append(set(rows.words.tolist()))
        return build(rows)

    build = build_prior
    monkeypatch.setattr(teaching, "build_prior", spy)
    found = teaching.evaluate_teaching(table, n_draws=1)
    # Calm and soothing are of one meaning.
    assert [set(WORDS) - each for each in seen] == [
        {"airy"}, {"calm", "soothing"}, {"tinny"}, {"warm"},
    ]  # fmt: skip
    assert (found["n_sessions"], found["n_words"]) == (10, 4)
    for each in found["figures"]:
        value, low, high = each["median"]
        assert -1 <= low <= value <= high <= 1
        assert each["lower_quartile"][0] <= value


def test_sessions_without_consistency_are_not_taught(table: GraphicTable) -> None:
    with pytest.raises(DataError, match=r"above 0\.6"):
        teaching.evaluate_teaching(table.select(table.ratings_consistency < 0.6))


def test_command_prints_every_method(table: GraphicTable, tmp_path: Path) -> None:
    path = tmp_path / "eq_contributions.csv"
    rows = [
        ",".join([word, "English", "8", str(c), *map(repr, gains)])
        for word, c, gains in zip(
            table.words.tolist(), table.ratings_consistency.tolist(), table.gains.tolist(),
            strict=True,
        )
    ]  # fmt: skip
    path.write_text("\n".join([",".join(CSV_HEADER), *rows]) + "\n", "utf-8")
    result = CliRunner().invoke(app, ["evaluate-teaching", "--data", str(path), "--draws", "1"])
    assert result.exit_code == 0, result.output
    for method in ("probes", "comparisons", "random probes", "slopes", "prior mean"):
        assert method in result.output
    prior = tmp_path / "prior.json"
    result = CliRunner().invoke(app, ["train-prior", "--data", str(path), "-o", str(prior)])
    assert result.exit_code == 0, result.output
    assert prior.is_file()
