"""The exported ears, in both engines, equal the modules they are made of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import torch

import semeq
from semeq.ears.decoder import decoder_sha256, decoder_sha256_of
from semeq.train.artifact.export import write_artifact
from semeq.train.ears.clips import Clips
from semeq.train.ears.config import EarsConfig
from semeq.train.ears.music import music_reference
from semeq.train.ears.people import read_people
from semeq.train.ears.pipeline import build_ears, new_estimator


def test_exported_ears_equal_eager_modules(clips: Clips, made_up_csv: Path, tmp_path: Path) -> None:
    settings = read_people(made_up_csv, EarsConfig())
    estimator = new_estimator(settings.train, clips, EarsConfig(width=16)).eval()
    tensors, metadata = build_ears(estimator, clips, {}, command="none")
    write_artifact(estimator, metadata, tensors, tmp_path / "ears.pt")
    assert decoder_sha256(tensors) == decoder_sha256_of(semeq.load_model())
    assert not any(np.isnan(tensor).any() for tensor in tensors.values())
    features = np.concatenate([clips.levels_db, clips.spread_db], axis=1)
    with torch.no_grad():
        eager = estimator.estimate(torch.tensor(features, dtype=torch.float32)).numpy()
    for engine in ("native", "torchscript"):
        ears = semeq.load_ears(tmp_path / "ears.pt", engine=engine)
        np.testing.assert_allclose(ears.estimate(features), eager, rtol=1e-5, atol=1e-4)
    np.testing.assert_allclose(ears.reference.mean_db, music_reference(clips).mean_db, atol=1e-4)
