"""The judge knows perfect ears."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from semeq.train.ears import judge as judging
from semeq.train.ears.batches import curves_of
from semeq.train.ears.clips import Clips
from semeq.train.ears.config import EarsConfig
from semeq.train.ears.music import music_reference
from semeq.train.ears.people import read_people


def test_the_judge_knows_perfect_ears(
    clips: Clips, made_up_csv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An estimator that is told the truth has no error, and covers everything."""
    settings = read_people(made_up_csv, EarsConfig())
    truth, _ = judging.draw_settings(settings.val, len(clips), 4)
    sure = np.full((len(clips), 64), 1e-3)

    def told(_estimator: object, levels_db: np.ndarray, _spread_db: np.ndarray) -> judging.Found:
        n_rows = len(levels_db)
        params = truth if n_rows == len(truth) else np.repeat(truth[:1], n_rows, axis=0)
        return judging.Found(np.concatenate([params, np.resize(sure, (n_rows, 64))], axis=1))

    monkeypatch.setattr(judging, "run", told)
    monkeypatch.setattr(judging, "pink_shape_rms_db", lambda *_: 0.0)
    found = judging.judge(None, music_reference(clips), clips, settings, seed=4)
    assert found["rms_db"] == pytest.approx(0, abs=1e-9)
    assert found["coverage"] == 1
    assert found["warm_bright_accuracy"] == found["warm_bright_oracle"]
    assert found["wiener_rms_db"] > 0.5
    _, bands_db = curves_of(truth)
    assert bands_db.shape == (len(clips), 64)
