"""The shipped model on people it has not heard."""

from __future__ import annotations

import csv
import re
import zipfile
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

import semeq
from semeq.eq.curves import rms_db, tilt_db
from semeq.train.data.loading import Splits, load_splits
from semeq.train.evaluation.metrics import morph_scores
from semeq.train.model.config import from_dict
from semeq.train.model.curve import curve_grid_hz
from semeq.train.model.spaces import curves_db
from semeq.train.study.card import model_card


@pytest.fixture(scope="module")
def splits(shared_dir: Path, model: semeq.Model) -> Splits:
    path = shared_dir / "data" / "safe" / "SAFEEqualiserUserData.csv"
    return load_splits(path, from_dict(model.metadata["training"]["config"]).data)


def test_held_out_people_are_unseen_and_the_data_are_the_same(
    splits: Splits, model: semeq.Model
) -> None:
    assert not set(splits.train.contributors.tolist()) & set(splits.test.contributors.tolist())
    assert splits.content_sha256 == model.metadata["data"]["content_sha256"]


def test_unseen_settings_come_back(splits: Splits, model: semeq.Model) -> None:
    latents = model.encode(splits.test.params)
    unpolished_db, errors_db = (
        rms_db(curves_db(model.decode(latents, polish=n)) - curves_db(splits.test.params))
        for n in (0, None)
    )
    assert errors_db.mean() < 0.15
    assert errors_db.mean() < 0.8 * unpolished_db.mean()
    assert np.quantile(errors_db, 0.95) < 0.5
    stated = model.metadata["metrics"]["reconstruction"]["held_out"]["curve_rms_db"]["mean"]
    assert errors_db.mean() == pytest.approx(stated, abs=5e-4)


def test_warm_and_bright_are_near_what_unseen_people_mean(
    splits: Splits, model: semeq.Model
) -> None:
    tilts = {}
    for word in ("warm", "bright"):
        curve = curves_db(semeq.term(word, model=model).settings.params[None])[0]
        tilts[word] = tilt_db(curve, curve_grid_hz())
        unseen = np.median(curves_db(splits.test.params[splits.test.rows_of(word)]), axis=0)
        assert rms_db(curve - unseen) < 2.0
    assert tilts["warm"] < 0 < tilts["bright"]
    assert tilts["bright"] - tilts["warm"] > 3.0


def test_solid_terms_morph_smoothly(model: semeq.Model) -> None:
    walk = semeq.morph_batch("warm", "bright", np.linspace(0.0, 1.0, 101), model=model)
    scores = morph_scores(curves_db(walk))
    assert scores["max_step_db"] <= 0.1
    assert scores["progress"] == 1.0


def test_card_says_what_the_metadata_say(model: semeq.Model) -> None:
    card = (files("semeq.models") / "safe.md").read_text(encoding="utf-8")
    assert card == model_card("safe", model.metadata)


def test_no_person_is_shipped(shared_dir: Path) -> None:
    texts = [(files("semeq.models") / name).read_bytes().decode("latin-1")
             for name in ("safe.pt", "safe.md")]  # fmt: skip
    path = shared_dir / "data" / "safe" / "SAFEEqualiserUserData.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.reader(stream))
    private = {row[2] for row in rows} | {row[24] for row in rows}
    places = {row[20].strip() for row in rows if len(row[20].strip()) > 3}
    for text in texts:
        assert not any(value in text for value in private)
        found = [place for place in places if re.search(rf"\b{re.escape(place)}\b", text)]
        assert not found


def test_no_source_map_is_shipped(model: semeq.Model) -> None:
    """TorchScript notes the path of each source file on the exporting machine; semeq drops it."""
    names = zipfile.ZipFile(model.path).namelist()
    assert any(name.endswith("data.pkl") for name in names)
    assert not any(name.endswith(".debug_pkl") for name in names)
    assert str(Path(semeq.__file__).parent).encode() not in model.path.read_bytes()
