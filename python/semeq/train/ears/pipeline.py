"""From settings and music to an artifact of the ears."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import numpy.typing as npt
import torch

from semeq.ears.bands import BANDS
from semeq.ears.decoder import decoder_sha256
from semeq.ears.reference import MusicReference
from semeq.errors import DataError
from semeq.train.artifact.weights import Tensors
from semeq.train.data.table import SettingsTable
from semeq.train.ears.artifact import ears_tensors
from semeq.train.ears.clips import Clips
from semeq.train.ears.config import EarsConfig
from semeq.train.ears.estimator import BlindEstimator, load_decoder
from semeq.train.ears.judge import judge, residual_over_scale
from semeq.train.ears.module import fit_estimator, fit_noise
from semeq.train.ears.music import music_reference
from semeq.train.ears.people import PeopleSplits
from semeq.train.model.loggers import LoggerName
from semeq.words.archive import SCHEMA
from semeq.words.ears_schema import EARS_KIND
from semeq.words.model import load_model
from semeq.words.schema import SILU

N_FOLDS = 4
COVERAGE = 0.8

LICENSE = (
    "Weights: Apache-2.0, as semeq. The music is that of the named Debian packages, under their "
    "licenses (GPL, CC BY, CC BY-SA and others); the artifact holds statistics of its long-term "
    "spectra and no audio. The settings are SAFE-DB's (R. Stables et al., ISMIR 2014), published "
    "without a stated license; no row of it is held."
)


def split_music(clips: Clips, test_sources: Sequence[str]) -> tuple[Clips, Clips]:
    """Return the clips to learn from, and those of the sources that are kept for the end.

    Raises
    ------
    DataError
        If a source does not exist, or nothing is left to learn from.
    """
    unknown = sorted(set(test_sources) - set(clips.sources.tolist()))
    if unknown:
        raise DataError(
            f"no music from {', '.join(unknown)}; there is {', '.join(sorted(set(clips.sources)))}"
        )
    held_out = np.isin(clips.sources, list(test_sources))
    if held_out.all():
        raise DataError("all music is kept for the test: nothing is left to learn from")
    return clips.select(~held_out), clips.select(held_out)


def source_folds(clips: Clips, n_folds: int) -> list[npt.NDArray[np.bool_]]:
    """Split clips into folds of similar size; a source, and so a track, lies in one of them.

    Raises
    ------
    DataError
        If there are fewer sources than folds.
    """
    names, counts = np.unique(clips.sources, return_counts=True)
    if len(names) < n_folds:
        raise DataError(f"{len(names)} sources of music cannot be split into {n_folds} folds")
    sizes, fold_of = np.zeros(n_folds), {}
    for i in np.argsort(-counts, kind="stable"):
        fold = int(sizes.argmin())
        fold_of[str(names[i])] = fold
        sizes[fold] += counts[i]
    folds = np.array([fold_of[source] for source in clips.sources.tolist()])
    return [folds == fold for fold in range(n_folds)]


def new_estimator(
    table: SettingsTable,
    music: Clips,
    config: EarsConfig,
    noise_state: dict[str, torch.Tensor] | None = None,
) -> BlindEstimator:
    """Make an estimator around the frozen decoder of the shipped settings model.

    Parameters
    ----------
    table : SettingsTable
        Training rows: estimates start at the mean of their latents.
    music : Clips
        Training music, whose levels and spreads scale the features.
    config : EarsConfig
        Sizes, and the seed of the weights.
    noise_state : dict, optional
        State of an expert for noise that was trained beforehand.
    """
    decoder, model = load_decoder()
    lightning.seed_everything(config.seed, verbose=False)
    features = np.concatenate([music.levels_db, music.spread_db], axis=1)
    estimator = BlindEstimator(
        decoder, model.encode(table.params), features, width=config.width, dropout=config.dropout
    )
    if noise_state is not None:
        estimator.noise.load_state_dict(noise_state)
    return estimator


def train_ears(
    settings: PeopleSplits,
    music: Clips,
    config: EarsConfig,
    *,
    output: Path,
    logger: LoggerName = "none",
    progress: bool = False,
    on_fold: Callable[[int], None] = lambda _fold: None,
) -> tuple[BlindEstimator, list[dict[str, Any]]]:
    """Train with folds of sources held out, for the error, and then on all of them.

    The interval is widened or narrowed until it covers 80 % on the held-out folds.

    Parameters
    ----------
    settings : PeopleSplits
        Settings to learn from and to judge by.
    music : Clips
        Music to learn from, of at least four sources.
    config : EarsConfig
        How.
    output : Path
        Folder for logs.
    logger : {"tensorboard", "wandb", "none"}
        Where the curves of the last training go.
    progress : bool
        Show a progress bar of it.
    on_fold : callable
        Called with the number of each fold that is done.

    Returns
    -------
    estimator : BlindEstimator
        Trained on all of `music`.
    folds : list of dict
        What :func:`semeq.train.ears.judge.judge` finds on each fold.
    """
    music = music.whole()
    found, ratios = [], []
    noise_state = None
    if config.n_noise_steps and config.music_ratio < 1.0:
        estimator = new_estimator(settings.train, music, config)
        noise_state = fit_noise(estimator, settings.train, music, config, output)
    for number, held_out in enumerate(source_folds(music, N_FOLDS)):
        known = music.select(~held_out)
        estimator = new_estimator(settings.train, known, config, noise_state)
        fit_estimator(estimator, settings.train, known, config, output=output)
        unseen = music.select(held_out)
        found.append(judge(estimator, music_reference(known), unseen, settings, seed=number))
        ratios.append(residual_over_scale(estimator, unseen, settings.val, seed=number))
        on_fold(number)
    estimator = new_estimator(settings.train, music, config, noise_state)
    fit_estimator(
        estimator, settings.train, music, config, output=output, logger=logger, progress=progress
    )
    for number, fold in enumerate(found):
        # As wide as the other folds make it.
        others = np.concatenate([each for i, each in enumerate(ratios) if i != number])
        fold["coverage"] = float((ratios[number] <= np.quantile(others, COVERAGE)).mean())
    factor = np.quantile(np.concatenate(ratios), COVERAGE)
    estimator.interval_factor.fill_(float(factor))
    return estimator, found


def mean_of(folds: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """Average what was found on each fold, every clip counting alike."""
    sizes = [fold["n_clips"] for fold in folds]
    means = {
        name: float(np.average([fold[name] for fold in folds], weights=sizes)) for name in folds[0]
    }
    return means | {"n_clips": float(sum(sizes))}


def said_of_music(music: Clips, reference: MusicReference) -> dict[str, Any]:
    """Return what the metadata of ears say of the music behind their reference."""
    return {
        "n_clips": len(music),
        "n_tracks": reference.n_recordings,
        "sources": sorted(set(music.sources.tolist())),
        "n_unreadable": music.n_unreadable,
        "n_unusable": music.n_unusable,
    }


def build_ears(
    estimator: BlindEstimator, music: Clips, metrics: dict[str, Any], **training: Any
) -> tuple[Tensors, dict[str, Any]]:
    """Return the tensors of ears and their metadata.

    Parameters
    ----------
    estimator : BlindEstimator
        Trained and calibrated.
    music : Clips
        The music it was trained on, which becomes the reference.
    metrics : dict
        What was found on the folds, and on the test sources.
    **training
        How it was trained: ``command``, ``config``, ``test_sources``.
    """
    reference = music_reference(music)
    tensors = ears_tensors(estimator, reference)
    return tensors, {
        "schema": SCHEMA,
        "kind": EARS_KIND,
        "semeq_version": version("semeq"),
        "centers_hz": [round(float(hz), 2) for hz in BANDS.centers_hz],
        "decoder_of": {
            "model": load_model().path.stem,
            "decoder_sha256": decoder_sha256(tensors),
        },
        "networks": SILU,
        "interval_coverage": COVERAGE,
        "music": said_of_music(music, reference),
        "training": {"torch": torch.__version__, "lightning": lightning.__version__, **training},
        "metrics": metrics,
        "license": LICENSE,
    }
