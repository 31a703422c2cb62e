"""The table that teaching begins with: what is written is read, what is damaged is refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from semeq.errors import DataError, ModelLoadError
from semeq.words import artifact
from semeq.words.curve_prior import CurvePrior, shipped_prior


def test_what_is_written_is_read(tmp_path: Path) -> None:
    prior = shipped_prior()
    prior.save(tmp_path / "prior.json")
    again = CurvePrior.load(tmp_path / "prior.json")
    assert (again.data, again.n_sessions) == (prior.data, prior.n_sessions)
    np.testing.assert_array_equal(again.mean, prior.mean)
    np.testing.assert_allclose(again.covariance, prior.covariance, atol=1e-3)
    assert np.linalg.eigvalsh(again.covariance)[0] > 0


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"kind": "hand"},
        {"mean": [0.0] * 39},
        {"covariance": np.diag([-1.0] + [1.0] * 39).tolist()},
        {"covariance": (np.eye(40) + np.eye(40, k=1)).tolist()},
        {"rating_deviation": 0},
    ],
)
def test_other_content_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "prior.json"
    shipped_prior().save(path)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    with pytest.raises(DataError, match="prior"):
        CurvePrior.load(path)


@pytest.mark.parametrize("content", ["", "{", "[" * 100_000, "\xff", '{"kind": "curve-prior"}'])
def test_damage_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "prior.json"
    path.write_text(content, "latin-1")
    with pytest.raises(DataError, match="not a prior of curves"):
        CurvePrior.load(path)


def test_a_changed_table_is_not_the_shipped_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "curve_prior.json").write_text("{}", "utf-8")
    artifact._index()  # read once, before its folder is exchanged
    monkeypatch.setattr(artifact, "_MODELS", tmp_path)
    with pytest.raises(ModelLoadError, match="install semeq again"):
        artifact.shipped_table("curve-prior")
    (tmp_path / "curve_prior.json").unlink()
    with pytest.raises(ModelLoadError, match="cannot read"):
        artifact.shipped_table("curve-prior")
