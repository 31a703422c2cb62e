"""Any module with a scripted method ``estimate`` can be the estimator, if asked for."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pytest

import semeq
from semeq.ears.scripted_estimator import ScriptedEstimator

torch = pytest.importorskip("torch")
pytest.importorskip("semeq._infer", exc_type=ImportError)


class Doubling(torch.nn.Module):
    """Twice the features; of one row only its first number; of two rows nothing."""

    @torch.jit.export
    def estimate(self, features):
        if features.shape[0] == 1:
            return features[0, 0]
        assert features.shape[0] != 2, "two is one too many"
        return 2.0 * features

    def forward(self, x):
        return x


class Deaf(torch.nn.Module):
    def forward(self, x):
        return x


def scripted(module, path: Path) -> Path:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", r".*torch\.jit\.", DeprecationWarning)
        torch.jit.save(torch.jit.script(module.eval()), str(path))
    return path


def test_any_method_estimate_is_run(tmp_path: Path, rng: np.random.Generator) -> None:
    estimator = ScriptedEstimator(scripted(Doubling(), tmp_path / "a.pt"))
    for shape in ((3, 128), (7, 5), (0, 4)):
        rows = rng.standard_normal(shape).astype(np.float32)
        np.testing.assert_array_equal(estimator.estimate(rows), 2 * rows)


def test_scripts_that_fail_are_refused(tmp_path: Path) -> None:
    estimator = ScriptedEstimator(scripted(Doubling(), tmp_path / "a.pt"))
    with pytest.raises(semeq.ModelLoadError, match="a row for each row"):
        estimator.estimate(np.zeros((1, 128), np.float32))
    with pytest.raises(semeq.ModelLoadError, match="cannot estimate"):
        estimator.estimate(np.zeros((2, 128), np.float32))
    with pytest.raises(semeq.ModelLoadError, match="no scripted method 'estimate'"):
        ScriptedEstimator(scripted(Deaf(), tmp_path / "b.pt"))
    (tmp_path / "c.pt").write_bytes(b"text")
    with pytest.raises(semeq.ModelLoadError, match="not an artifact of ears"):
        ScriptedEstimator(tmp_path / "c.pt")
    with pytest.raises(ValueError, match="float32 of shape"):  # the binding checks again
        estimator.estimate(np.zeros(128, np.float32))
