"""From a data file to an artifact: the steps that the command line and the tests share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import lightning
import numpy as np
import numpy.typing as npt
import torch

import semeq
from semeq.eq.params import SHELF_Q
from semeq.errors import DataError, ParameterError
from semeq.train.artifact.export import Artifact, weights_sha256
from semeq.train.artifact.rounding import round_decoder
from semeq.train.data.parts import Parts
from semeq.train.data.socialeq import NAME as SOCIALEQ
from semeq.train.data.socialeq import WordCurves
from semeq.train.data.table import Float64Array
from semeq.train.evaluation.evaluate import drawn_morphs, evaluate
from semeq.train.model.config import TrainConfig, from_dict
from semeq.train.model.curve import SAMPLE_RATE_HZ
from semeq.train.model.mixing import check_crowd
from semeq.train.model.module import AutoencoderTraining
from semeq.train.model.spaces import FIVE_BANDS, DatasetName, curves_db
from semeq.train.vocabulary.lexicon import lexicon, place, summary
from semeq.train.vocabulary.terms import vocabulary
from semeq.words.artifact import SCHEMA
from semeq.words.model import KIND

GRAPHIC_KIND = "graphic-autoencoder"
DATA_NAMES: dict[DatasetName, str] = {
    "safe": "SAFE-DB parametric EQ user data",
    "socialfx": "SocialFX, equalizer",
    "socialeq": "SocialEQ, mean curve of each word",
}
LICENSES: dict[DatasetName, str] = {
    "safe": "Weights: Apache-2.0, as semeq. Trained on SAFE-DB (R. Stables et al., ISMIR 2014), "
    "which was published without a stated license; the artifact holds no row of it.",
    "socialfx": "Weights: Apache-2.0, as semeq. Trained on SocialFX (T. Zheng et al., ACM "
    "Multimedia 2016).",
    "socialeq": "Weights: Apache-2.0, as semeq. Trained on SocialEQ (M. Cartwright and B. Pardo, "
    "ISMIR 2013) as Audealize (P. Seetharaman and B. Pardo, JAES 2016) publishes it.",
}
CROWD_LICENSE = (
    " Words from SocialEQ (M. Cartwright and B. Pardo, ISMIR 2013) as Audealize (P. Seetharaman "
    "and B. Pardo, JAES 2016) publishes them: settings fitted to the mean curve of each word."
)


def build_artifact(
    module: AutoencoderTraining,
    parts: Parts,
    *,
    crowd: WordCurves | None = None,
    test_openings: int,
    command: str,
) -> tuple[Artifact, dict[str, Any]]:
    """Round the decoder, place the terms, judge the model, and collect its metadata.

    Parameters
    ----------
    module : AutoencoderTraining
        The trained model; its decoder's weights are rounded, see
        :mod:`semeq.train.artifact.rounding`.
    parts : Parts
        The rows it was trained on, and the test rows.
    crowd : WordCurves, optional
        Words to join to those of the rows.
    test_openings : int
        How often the test rows have been looked at, this time included.
    command : str
        What to type to train the model again.
    """
    config = module.config
    space, is_five_bands = config.space, config.space is FIVE_BANDS
    if crowd is not None and not is_five_bands:
        raise ParameterError("words can be joined to those of SAFE-DB only")
    check_crowd(config, crowd)
    judged = vocabulary(parts.train, config.min_examples)
    if not judged:
        raise DataError(f"no word has {config.min_examples} rows: lower min_examples")
    entries = lexicon(parts.train, crowd, config.min_examples)
    round_decoder(module.model, parts.train)
    latents = place(module.model, parts.train, entries)
    terms = [entry.term for entry in entries]
    artifact = Artifact(module.model, module.projection, terms, latents)
    codec = ArtifactCodec(artifact)
    metrics = evaluate(codec, judged, parts.train, parts.test)
    return artifact, {
        "schema": SCHEMA,
        "kind": KIND if is_five_bands else GRAPHIC_KIND,
        "semeq_version": semeq.__version__,
        "param_names": list(space.param_names),
        "bounds": [list(bound) for bound in space.bounds],
        "latent_dim": config.latent_dim,
        "embedding_dim": int(module.projection(latents[:1]).shape[1]),
        **(
            {"sample_rate_hz": SAMPLE_RATE_HZ, "design": "rbj", "shelf_q": SHELF_Q}
            if is_five_bands
            else {}
        ),
        "grid_hz": [round(float(hz), 4) for hz in space.grid_hz],
        "terms": [entry.as_dict() for entry in entries],
        "vocabulary": summary(entries, curves_db(codec.decode(latents)))
        | {"morphs": drawn_morphs(codec, [entry.term for entry in entries])},
        "training": {
            "preset": config.preset,
            "config": config.as_dict(),
            "seed": config.seed,
            "torch": torch.__version__,
            "lightning": lightning.__version__,
            "command": command,
        },
        "data": {
            "name": DATA_NAMES[config.dataset],
            "sha256": parts.file_sha256,
            "content_sha256": parts.content_sha256,
            "cleaning": parts.report.as_counts(),
            "split_seed": config.split_seed,
            "crowd": None
            if crowd is None
            else {"name": SOCIALEQ, "sha256": crowd.sha256, "words": len(crowd)},
        },
        "metrics": {
            "protocol": _protocol(config),
            "test_openings": test_openings,
            **metrics,
        },
        "weights_sha256": weights_sha256(artifact, without=("term_latents",)),
        "license": LICENSES[config.dataset] + (CROWD_LICENSE if crowd is not None else ""),
    }


def _protocol(config: TrainConfig) -> str:
    shares = "training and validation" if config.fit_on_validation else "training"
    if config.space is not FIVE_BANDS:
        return (
            f"Split by curve; trained on the {shares} rows, choices made on validation rows only; "
            "held-out figures are of the test rows"
        )
    return (
        f"Split by contributor; trained on the {shares} contributors, choices made on validation "
        "contributors only; held-out figures are of the test contributors"
    )


class ArtifactCodec:
    """An artifact in memory, or scripted as a file holds it, with the interface of a model."""

    def __init__(self, artifact: Any) -> None:
        self._artifact = artifact.eval()

    @torch.no_grad()
    def encode(self, params: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Map *params* ``(n, 13)`` to latents."""
        latents: npt.NDArray[np.float32] = self._artifact.encode(_tensor(params)).numpy()
        return latents

    @torch.no_grad()
    def decode(self, latents: npt.ArrayLike) -> Float64Array:
        """Map latents to *params* ``(n, 13)``."""
        params: Float64Array = self._artifact.decode(_tensor(latents)).double().numpy()
        return params

    def morph_batch(self, terms_a: str, terms_b: str, alphas: npt.ArrayLike) -> Float64Array:
        """Return *params* ``(n, 13)`` on the straight walk between two terms."""
        a, b = (
            self._artifact.term_latents[self._artifact.terms.index(word)]
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
