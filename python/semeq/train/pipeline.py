"""From a data file to an artefact: the steps that the command line and the tests share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import numpy.typing as npt
import torch

import semeq
from semeq.artefact import SCHEMA
from semeq.errors import DataError
from semeq.model import KIND
from semeq.settings import PARAM_NAMES, SAFE_BOUNDS, SHELF_Q
from semeq.train.cleaning import CleaningReport, clean
from semeq.train.config import TrainConfig, from_dict
from semeq.train.curve import SAMPLE_RATE_HZ, curve_grid_hz
from semeq.train.evaluate import evaluate
from semeq.train.export import Artefact, file_sha256, weights_sha256
from semeq.train.lexicon import lexicon, place, summary
from semeq.train.module import AutoencoderTraining
from semeq.train.safe import read_safe
from semeq.train.socialeq import NAME as SOCIALEQ
from semeq.train.socialeq import WordCurves
from semeq.train.splits import grouped_split
from semeq.train.table import Float64Array, SettingsTable
from semeq.train.terms import curves_db, vocabulary

LICENCE = (
    "Weights: Apache-2.0, as semeq. Trained on SAFE-DB (R. Stables et al., ISMIR 2014), which "
    "was published without a stated licence; the artefact holds no row of it."
)
CROWD_LICENCE = (
    " Words from SocialEQ (M. Cartwright and B. Pardo, ISMIR 2013) as Audealize (P. Seetharaman "
    "and B. Pardo, JAES 2016) publishes them: settings fitted to the mean curve of each word."
)


@dataclass(frozen=True, slots=True)
class SafeParts:
    """SAFE-DB, cleaned and split by contributor.

    `train` is what a model learns from: the training contributors, and the validation
    contributors too where the configuration says so.
    """

    train: SettingsTable
    val: SettingsTable
    test: SettingsTable
    report: CleaningReport
    file_sha256: str
    content_sha256: str


def safe_parts(path: str | PathLike[str], config: TrainConfig) -> SafeParts:
    """Read, clean and split SAFE-DB as a configuration says.

    Raises
    ------
    DataError
        If the file differs from the published layout.
    """
    raw = read_safe(path)
    table, report = clean(raw)
    split = grouped_split(table, seed=config.split_seed)
    known = np.sort(np.concatenate([split.train, split.val]))
    return SafeParts(
        train=table.select(known if config.fit_on_validation else split.train),
        val=table.select(split.val),
        test=table.select(split.test),
        report=report,
        file_sha256=file_sha256(Path(path)),
        content_sha256=raw.sha256,
    )


def parts_of(metadata: Mapping[str, Any], path: str | PathLike[str]) -> SafeParts:
    """Split a file as it was for the training that an artefact's metadata tell of.

    Raises
    ------
    DataError
        If the file holds other rows, so that rows the model has seen could count as unseen.
    """
    parts = safe_parts(path, from_dict(metadata["training"]["config"]))
    if parts.content_sha256 != metadata["data"]["content_sha256"]:
        raise DataError(
            f"{path} does not hold the rows the model was trained on, "
            "so rows it has seen could count as unseen"
        )
    return parts


def build_artefact(
    module: AutoencoderTraining,
    parts: SafeParts,
    *,
    crowd: WordCurves | None = None,
    test_openings: int,
    command: str,
) -> tuple[Artefact, dict[str, Any]]:
    """Place the terms, judge the model, and collect its metadata.

    Parameters
    ----------
    module : AutoencoderTraining
        The trained model.
    parts : SafeParts
        The rows it was trained on, and the test rows.
    crowd : WordCurves, optional
        Words to join to those of the rows.
    test_openings : int
        How often the test rows have been looked at, this time included.
    command : str
        What to type to train the model again.
    """
    config = module.config
    judged = vocabulary(parts.train, config.min_examples)
    if not judged:
        raise DataError(f"no word has {config.min_examples} rows: lower min_examples")
    entries = lexicon(parts.train, crowd, config.min_examples)
    latents = place(module.model, parts.train, entries)
    terms = [entry.term for entry in entries]
    artefact = Artefact(module.model, module.projection, terms, latents)
    codec = ArtefactCodec(artefact)
    metrics = evaluate(codec, judged, parts.train, parts.test)
    return artefact, {
        "schema": SCHEMA,
        "kind": KIND,
        "semeq_version": semeq.__version__,
        "param_names": list(PARAM_NAMES),
        "bounds": [list(bound) for bound in SAFE_BOUNDS],
        "latent_dim": config.latent_dim,
        "embedding_dim": int(module.projection(latents[:1]).shape[1]),
        "sample_rate_hz": SAMPLE_RATE_HZ,
        "design": "rbj",
        "shelf_q": SHELF_Q,
        "grid_hz": [round(float(hz), 4) for hz in curve_grid_hz()],
        "terms": [entry.as_dict() for entry in entries],
        "vocabulary": summary(entries, curves_db(codec.decode(latents))),
        "training": {
            "preset": config.preset,
            "config": config.as_dict(),
            "seed": config.seed,
            "torch": torch.__version__,
            "lightning": lightning.__version__,
            "command": command,
        },
        "data": {
            "name": "SAFE-DB parametric EQ user data",
            "sha256": parts.file_sha256,
            "content_sha256": parts.content_sha256,
            "cleaning": parts.report.as_counts(),
            "split_seed": config.split_seed,
            "crowd": None
            if crowd is None
            else {"name": SOCIALEQ, "sha256": crowd.sha256, "words": len(crowd)},
        },
        "metrics": {
            "protocol": (
                "Split by contributor; trained on the training"
                + (" and validation" if config.fit_on_validation else "")
                + " contributors, choices made on validation contributors only; held-out "
                "figures are of the test contributors"
            ),
            "test_openings": test_openings,
            **metrics,
        },
        "weights_sha256": weights_sha256(artefact, without=("term_latents",)),
        "licence": LICENCE + (CROWD_LICENCE if crowd is not None else ""),
    }


class ArtefactCodec:
    """An artefact in memory, with the interface of :class:`semeq.Model`."""

    def __init__(self, artefact: Artefact) -> None:
        self._artefact = artefact.eval()

    @torch.no_grad()
    def encode(self, params: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Map *params* ``(n, 13)`` to latents."""
        latents: npt.NDArray[np.float32] = self._artefact.encode(_tensor(params)).numpy()
        return latents

    @torch.no_grad()
    def decode(self, latents: npt.ArrayLike) -> Float64Array:
        """Map latents to *params* ``(n, 13)``."""
        params: Float64Array = self._artefact.decode(_tensor(latents)).double().numpy()
        return params

    def morph_batch(self, terms_a: str, terms_b: str, alphas: npt.ArrayLike) -> Float64Array:
        """Return *params* ``(n, 13)`` on the straight walk between two terms."""
        a, b = (
            self._artefact.term_latents[self._artefact.terms.index(word)]
            for word in (terms_a, terms_b)
        )
        return self.decode(torch.lerp(a, b, _tensor(alphas)[:, None]))


def open_test_part(
    output: Path, module: AutoencoderTraining, crowd: WordCurves | None = None
) -> int:
    """Note, in the training's folder, that a model is judged on the test rows.

    Returns
    -------
    int
        How many different models of this folder have been, this one included; the same
        weights with another vocabulary count as another model.
    """
    log = output / "test_openings.json"
    judged: list[str] = json.loads(log.read_text()) if log.exists() else []
    name = weights_sha256(module.model) + ("" if crowd is None else f" with {crowd.sha256}")
    judged = sorted({*judged, name})
    log.write_text(json.dumps(judged, indent=2) + "\n")
    return len(judged)


def save_config(output: Path, config: TrainConfig, command: str) -> None:
    """Write what a later export or resume needs to know."""
    output.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"config": config.as_dict(), "command": command}, indent=2)
    (output / "config.json").write_text(text + "\n")


def load_config(output: Path) -> tuple[TrainConfig, str]:
    """Read what :func:`save_config` wrote.

    Raises
    ------
    DataError
        If the folder is not one of a training.
    """
    try:
        saved = json.loads((output / "config.json").read_text())
        return from_dict(saved["config"]), saved["command"]
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{output} is not the folder of a training: {error}") from error


def _tensor(values: npt.ArrayLike) -> torch.Tensor:
    return torch.as_tensor(np.asarray(values, dtype=np.float32))
