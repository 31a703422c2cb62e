"""The scripted ears equal the modules they are made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

import semeq
from semeq.train.artifact.export import read_scripted, write_artifact
from semeq.train.ears.clips import Clips
from semeq.train.ears.config import EarsConfig
from semeq.train.ears.music import music_reference
from semeq.train.ears.people import read_people
from semeq.train.ears.pipeline import build_ears, new_estimator


def test_scripted_artifact_equals_eager_modules(
    clips: Clips, made_up_csv: Path, tmp_path: Path
) -> None:
    settings = read_people(made_up_csv, EarsConfig())
    estimator = new_estimator(settings.train, clips, EarsConfig(width=16)).eval()
    artifact, metadata = build_ears(estimator, clips, {}, command="none")
    write_artifact(artifact, metadata, tmp_path / "ears.pt")
    ears = semeq.load_ears(tmp_path / "ears.pt")
    features = np.concatenate([clips.levels_db, clips.spread_db], axis=1)
    with torch.no_grad():
        eager = estimator.estimate(torch.tensor(features, dtype=torch.float32)).numpy()
    np.testing.assert_allclose(ears.estimate(features), eager, rtol=1e-4, atol=1e-4)
    np.testing.assert_allclose(ears.reference.mean_db, music_reference(clips).mean_db, atol=1e-4)
    state = read_scripted(tmp_path / "ears.pt").state_dict()
    assert not any(value.isnan().any() for value in state.values())
