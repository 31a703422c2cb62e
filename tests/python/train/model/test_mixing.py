"""SocialEQ's words among the rows of a training."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from semeq.cli.comparing import ablate
from semeq.cli.training import train
from semeq.eq.curves import rms_db
from semeq.eq.fit import fit_settings
from semeq.eq.params import GAIN_COLUMNS
from semeq.eq.response import params_curve_db
from semeq.errors import DataError, ParameterError
from semeq.train.artifact.build import build_artifact
from semeq.train.data.graphic import WordCurves
from semeq.train.data.loading import load_splits
from semeq.train.data.socialfx import read_socialfx
from semeq.train.data.socialfx_cleaning import taught_words
from semeq.train.model.batches import BatchSource
from semeq.train.model.config import TrainConfig
from semeq.train.model.loop import fit
from semeq.train.model.mixing import at_playable_level, socialeq_settings
from semeq.train.model.presets import load_preset

GAINS = list(GAIN_COLUMNS)


@pytest.fixture
def socialeq() -> WordCurves:
    """Two words of the made-up rows and one of nobody's."""
    tilt = np.linspace(-1, 1, 40)
    gains = np.stack([tilt, tilt**3, -tilt])
    words = np.array(["bright", "shiny", "warm"])
    return WordCurves("SocialEQ", words, np.array(["en"] * 3), gains, np.array([10, 99, 30]))


def mixed_config(n_steps: int = 2) -> TrainConfig:
    return load_preset("socialeq-mixed", schedule={"n_steps": n_steps, "steps_per_epoch": n_steps})


def test_words_become_settings_that_play_their_curve(socialeq: WordCurves) -> None:
    table = socialeq_settings(socialeq, ["warm", "bright", "thin"])
    assert table.words.tolist() == ["bright", "warm"]
    assert table.people_per_row is not None
    assert table.people_per_row.tolist() == [10, 30]
    wanted = socialeq.grid_curves_db[[0, 2]]
    error = rms_db(params_curve_db(table.params, sample_rate=44_100) - wanted)
    assert (error < 0.5).all()


def test_batches_hold_words_as_often_as_people_taught_them(
    made_up_csv: Path, socialeq: WordCurves
) -> None:
    config = mixed_config()
    rows = load_splits(made_up_csv, config.data).train
    table = socialeq_settings(socialeq, ["warm", "bright"])
    mixed = BatchSource(rows, config, table)
    plain = BatchSource(rows, load_preset("identity")).draw(0)
    first = config.batch.n_labeled - config.batch.n_socialeq
    start = mixed.draw(0)
    n_own = config.batch.n_real + config.batch.n_jittered
    assert torch.equal(start.params[: config.batch.n_real], plain.params[: config.batch.n_real])
    assert torch.equal(start.labels[:n_own], plain.labels[:n_own])
    batches = [mixed.draw(step) for step in range(30)]
    words = torch.cat([batch.labels[first : config.batch.n_labeled] for batch in batches])
    params = torch.cat([batch.params[first : config.batch.n_labeled] for batch in batches])
    counts = rows.word_counts()
    warm = list(counts).index("warm")
    assert (words == warm).float().mean().item() == pytest.approx(0.75, abs=0.05)
    curves = params_curve_db(params[words == warm].double().numpy(), sample_rate=44_100)
    taught = params_curve_db(table.params[1], sample_rate=44_100)
    middle = np.corrcoef(np.median(curves, axis=0), taught)[0, 1]
    assert middle > 0.98
    sizes = curves.std(axis=1) / taught.std()
    assert np.quantile(sizes, 0.1) < 0.75
    assert np.quantile(sizes, 0.9) > 1.25


def test_a_preset_that_mixes_needs_the_words(
    made_up_csv: Path, tmp_path: Path, socialeq: WordCurves, write_words: Callable[[Path], Path]
) -> None:
    with pytest.raises(ParameterError, match="give --words"):
        train(made_up_csv, tmp_path / "run", preset="socialeq-mixed", steps=2, logger="none")
    with pytest.raises(ParameterError, match="give --words"):
        ablate(made_up_csv, tmp_path / "run", presets="identity,socialeq-mixed", folds=2, seeds=1)
    assert not (tmp_path / "run").exists(), "refused before anything is trained or written"
    words = write_words(tmp_path / "words.csv")
    run = tmp_path / "run"
    train(
        made_up_csv, run, preset="socialeq-mixed", steps=2, logger="none", words=words,
        export_model=False,
    )  # fmt: skip
    config = mixed_config()
    splits = load_splits(made_up_csv, config.data)
    module = fit(
        splits.train, splits.val, config, output=run, progress=False, logger="none", resume=True,
        socialeq=taught_words(read_socialfx(words).data).word_curves(),
    )  # fmt: skip
    with pytest.raises(ParameterError, match=r"learns from the words of sessions"):
        build_artifact(module, splits, test_openings=0, command="")
    others = WordCurves(
        "SocialEQ",
        np.array(["shiny"]),
        socialeq.languages[:1],
        socialeq.gains[:1],
        socialeq.counts[:1],
    )
    with pytest.raises(DataError, match="no word of SocialFX's has enough rows"):
        fit(splits.train, splits.val, config, output=run, socialeq=others, progress=False)
    with pytest.raises(ParameterError, match="n_socialeq and the specialized head"):
        load_preset("socialfx", batch={"n_socialeq": 4})


def test_a_curve_without_a_level_gets_the_one_that_five_bands_play_best() -> None:
    bumps = np.array([0.0, 100, 9, 120, 1.5, 9, 1000, 1.5, 9, 5000, 1.5, 0, 9000])
    curve = params_curve_db(bumps[np.newaxis], sample_rate=44_100)[0]
    found = at_playable_level((curve - curve.mean())[np.newaxis])[0]
    np.testing.assert_allclose(found - found.mean(), curve - curve.mean(), atol=1e-9)
    np.testing.assert_allclose(at_playable_level(curve[np.newaxis] + 7.0)[0], found, atol=1e-6)

    def error_db(asked: np.ndarray) -> float:
        return fit_settings(asked, sample_rate=44_100, free_level=False).rms_db

    assert error_db(found) < 0.5 * error_db(curve - curve.mean())
